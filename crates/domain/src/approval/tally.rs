//! Whether what was given is enough.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use placet_teeth::{Bug, planted};

use super::eligibility::{excluded, is_open, lawful, names};
use super::matching::matching;
use super::{Answer, Approval, Slot, Timing, board};
use crate::change::Change;
use crate::ids::{PersonId, RoleId};
use crate::people::{Capacity, Directory};
use crate::process::Process;

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

/// An approval that counts, with what its giver may act as now.
pub(super) struct Voice<'a> {
    change: &'a Change,
    approval: &'a Approval,
    held: Vec<Capacity>,
}

impl Voice<'_> {
    /// Whether it can fill a slot: in a role that the slot names and that had its turn, with everything ticked.
    pub(super) fn fills(&self, slot: &Slot) -> bool {
        self.held
            .iter()
            .any(|capacity| self.fills_as(slot, &capacity.role))
    }

    /// Whether it can fill a slot in one particular role.
    pub(super) fn fills_as(&self, slot: &Slot, role: &RoleId) -> bool {
        let mut held = self.held.iter().filter(|capacity| capacity.role == *role);
        let named = held.find_map(|capacity| names(slot, capacity));
        named.is_some_and(|eligible| is_open(self.change, eligible, self.approval.at))
            && slot
                .checklist
                .iter()
                .all(|item| self.approval.ticked.contains(item))
    }
}

/// Counts the answers that fill the slots of one timing.
///
/// An answer counts if it is the last that its giver gave, says approved, is for the current digest, and its giver may
/// still act in a role that is named, as of `now`: a role that was lost, a delegation that ended and a contribution made
/// since are all noticed here (T1, T5). Before the start, only answers of the current round count. After it, answers
/// given before the start stand for what was needed before, and only later ones for what is needed afterwards.
///
/// Within one set a person fills one slot, unless the process says otherwise; all accounts of a person are one. Slots
/// are filled by maximum matching.
pub fn tally(
    process: &Process,
    change: &Change,
    directory: &Directory,
    now: Timestamp,
    timing: Timing,
) -> Tally {
    if change.slots.iter().all(|slot| slot.timing != timing) {
        return Tally::default();
    }
    let voices = voices(process, change, directory, now, timing);
    let mut sets: BTreeMap<&str, Vec<&Slot>> = BTreeMap::new();
    for slot in change.slots.iter().filter(|slot| slot.timing == timing) {
        sets.entry(&slot.set).or_default().push(slot);
    }
    let mut found = Tally::default();
    for slots in sets.into_values() {
        let slots = in_turn(slots);
        let distinct = process.approvals.distinct && !planted(Bug::ApprovalCountedTwice);
        let of_slot = match slots.first() {
            Some(slot) if slot.set.starts_with("board:") => board::seats(&slots, &voices, distinct),
            _ => roles(&slots, &voices, distinct),
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
    let place = |id: &str| change.slots.iter().position(|slot| slot.id == id);
    found.filled.sort_by_key(|(id, _)| place(id));
    found.missing.sort_by_key(|slot| place(&slot.id));
    found
}

/// Which approvals are asked for now: those after implementation once the current digest has been started.
pub(super) fn under_way(change: &Change) -> Timing {
    if started(change).is_some() {
        Timing::After
    } else {
        Timing::Before
    }
}

/// When the current digest was started.
fn started(change: &Change) -> Option<Timestamp> {
    let is_current = change
        .run
        .digest
        .is_none_or(|digest| digest == change.digest);
    change.times.started.filter(|_| is_current)
}

fn voices<'a>(
    process: &Process,
    change: &'a Change,
    directory: &Directory,
    now: Timestamp,
    timing: Timing,
) -> Vec<Voice<'a>> {
    let excluded = excluded(process, change, directory);
    let started = started(change);
    let in_time = |approval: &&Approval| match (timing, started) {
        (Timing::Before, None) => approval.round == change.round,
        (Timing::Before, Some(start)) => approval.round == change.round && approval.at <= start,
        (Timing::After, Some(start)) => approval.at > start,
        (Timing::After, None) => false,
    };
    let mut last: BTreeMap<PersonId, &Approval> = BTreeMap::new();
    for approval in change
        .approvals
        .iter()
        .filter(|a| a.is_for(change.digest))
        .filter(in_time)
    {
        // All accounts of one human stand under the first of them.
        let accounts = directory.same_person(&approval.person);
        let human = accounts
            .into_iter()
            .next()
            .unwrap_or_else(|| approval.person.clone());
        last.insert(human, approval);
    }
    last.into_values()
        .filter(|approval| approval.answer == Answer::Approved)
        .map(|approval| Voice {
            change,
            approval,
            held: lawful(process, change, directory, &excluded, &approval.person, now),
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
        // In a sequence nobody answers before somebody who could fill the slot ahead has answered.
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
