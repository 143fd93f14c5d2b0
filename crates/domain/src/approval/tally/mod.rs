//! Whether what was given is enough.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use placet_teeth::{Bug, planted};

use super::matching::matching;
use super::voice::Voice;
use super::{Answer, Approval, Ballot, Slot, SlotKind, Timing, board};
use placet_language::ids::PersonId;

/// The count of answers against what is needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Slots that are filled, by id, and by whom.
    pub filled: Vec<(String, PersonId)>,
    /// Slots that are not.
    pub missing: Vec<Slot>,
}

impl Tally {
    /// Whether nothing is missing.
    pub fn complete(&self) -> bool {
        self.missing.is_empty()
    }
}

impl Ballot<'_> {
    /// Counts the answers that fill the slots of one timing.
    ///
    /// An answer counts if it is the last that its giver gave, says approved, is for the current digest, and its giver
    /// may still act in a role that is named, as of now. A role that was lost, a delegation that ended and a contribution
    /// made since are all noticed here (T1, T5). Before the start, only answers of the current round count. After it,
    /// answers given before the start stand for what was needed before, and only later ones for what is needed afterwards.
    ///
    /// Within one set a person fills one slot, unless the process says otherwise; all accounts of a person are one. Slots
    /// are filled by maximum matching.
    pub fn tally(&self, timing: Timing) -> Tally {
        let mut sets: BTreeMap<&str, Vec<&Slot>> = BTreeMap::new();
        for slot in self.slots_of(timing) {
            sets.entry(&slot.set).or_default().push(slot);
        }
        if sets.is_empty() {
            return Tally::default();
        }
        let voices = voices(self, timing);
        let distinct =
            self.electors.process.approvals.distinct && !planted(Bug::ApprovalCountedTwice);
        let mut found = Tally::default();
        for slots in sets.into_values() {
            let slots = in_turn(slots);
            let is_board = |slot: &&Slot| slot.kind == SlotKind::Chair;
            let of_slot = if slots.iter().any(is_board) {
                board::seats(&slots, &voices, distinct)
            } else {
                roles(&slots, &voices, distinct)
            };
            for (slot, voice) in slots.into_iter().zip(of_slot) {
                match voice.and_then(|index| voices.get(index)) {
                    Some(voice) => found
                        .filled
                        .push((slot.id.clone(), voice.approval.person.clone())),
                    None => found.missing.push(slot.clone()),
                }
            }
        }
        // Shown in the order in which the process asks.
        let place = |id: &str| self.slots.iter().position(|slot| slot.id == id);
        found.filled.sort_by_key(|(id, _)| place(id));
        found.missing.sort_by_key(|slot| place(&slot.id));
        found
    }
}

/// Returns the approvals that count for one timing: for each human the last answer, if it says approved.
fn voices<'a>(ballot: &'a Ballot<'a>, timing: Timing) -> Vec<Voice<'a>> {
    let excluded = ballot.excluded();
    let started = ballot.current_start();
    let in_time = |approval: &&Approval| match (timing, started) {
        (Timing::Before, None) => approval.round == ballot.round,
        (Timing::Before, Some(start)) => approval.round == ballot.round && approval.at <= start,
        (Timing::After, Some(start)) => approval.at > start,
        (Timing::After, None) => false,
    };
    let mut last: BTreeMap<PersonId, &Approval> = BTreeMap::new();
    let current = ballot.approvals.iter().filter(|a| a.is_for(ballot.digest));
    for approval in current.filter(in_time) {
        // All accounts of one human stand under the first of them.
        let accounts = ballot.electors.directory.same_person(&approval.person);
        let human = accounts
            .into_iter()
            .next()
            .unwrap_or_else(|| approval.person.clone());
        last.insert(human, approval);
    }
    last.into_values()
        .filter(|approval| approval.answer == Answer::Approved)
        .map(|approval| Voice {
            ballot,
            approval,
            held: ballot.lawful(&excluded, &approval.person),
        })
        .filter(|voice| !voice.held.is_empty())
        .collect()
}

/// The slots so that each stands after the one it waits for; slots that wait in a circle come last and stay empty.
fn in_turn(slots: Vec<&Slot>) -> Vec<&Slot> {
    let (mut ordered, mut waiting): (Vec<&Slot>, Vec<&Slot>) = slots
        .into_iter()
        .partition(|slot| slot.comes_after.is_none());
    loop {
        let known: BTreeSet<&str> = ordered.iter().map(|slot| slot.id.as_str()).collect();
        let ready = |slot: &&Slot| {
            slot.comes_after
                .as_deref()
                .is_none_or(|id| known.contains(id))
        };
        let (next, rest): (Vec<&Slot>, Vec<&Slot>) = waiting.into_iter().partition(ready);
        if next.is_empty() {
            ordered.extend(rest);
            return ordered;
        }
        ordered.extend(next);
        waiting = rest;
    }
}

fn roles(slots: &[&Slot], voices: &[Voice<'_>], distinct: bool) -> Vec<Option<usize>> {
    let earliest: Vec<Option<Timestamp>> = slots
        .iter()
        .map(|slot| {
            voices
                .iter()
                .filter(|voice| voice.fills(slot))
                .map(|voice| voice.approval.at)
                .min()
        })
        .collect();
    let before = |row: usize| {
        let id = slots.get(row)?.comes_after.as_deref()?;
        slots.iter().position(|slot| slot.id == id)
    };
    let fits = |row: usize, voice: &Voice<'_>| {
        // In a sequence a person answers only after one who could fill the slot ahead has answered.
        let in_turn = match before(row) {
            Some(ahead) => earliest
                .get(ahead)
                .copied()
                .flatten()
                .is_some_and(|at| at <= voice.approval.at),
            None => true,
        };
        in_turn && slots.get(row).is_some_and(|slot| voice.fills(slot))
    };
    let edges: Vec<Vec<usize>> = (0..slots.len())
        .map(|row| {
            (0..voices.len())
                .filter(|index| voices.get(*index).is_some_and(|v| fits(row, v)))
                .collect()
        })
        .collect();
    let ready = |row: usize, matched: &[bool]| match slots
        .get(row)
        .and_then(|slot| slot.comes_after.as_ref())
    {
        None => true,
        Some(_) => before(row).is_some_and(|ahead| matched.get(ahead).copied().unwrap_or(false)),
    };
    if distinct {
        return matching(&edges, voices.len(), ready);
    }
    let mut matched = vec![false; slots.len()];
    let mut of_slot = Vec::new();
    for (row, fitting) in edges.iter().enumerate() {
        let voice = fitting.first().copied().filter(|_| ready(row, &matched));
        if let Some(flag) = matched.get_mut(row) {
            *flag = voice.is_some();
        }
        of_slot.push(voice);
    }
    of_slot
}

#[cfg(test)]
mod tests;
