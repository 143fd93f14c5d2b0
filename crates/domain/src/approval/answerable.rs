//! Who may answer now, what they tick, and the reason for a person who may not.

use super::{Ballot, Slot, Timing};
use placet_language::codes::Code;
use placet_language::ids::PersonId;
use placet_language::people::Capacity;
use placet_language::reason::{Reason, Rejection, RejectionKind};

impl Ballot<'_> {
    /// Returns the capacities in which a person may answer now. Until the change starts, people answer for what is needed
    /// before the start; from then on, for what is needed after it.
    ///
    /// A person who has answered may answer again: the last answer of a round counts, so that a mistake can be corrected.
    ///
    /// # Errors
    /// Denied, with the reason and, for a person whose approval is not needed, with the people who are waited for.
    pub fn may_answer(&self, person: &PersonId) -> Result<Vec<Capacity>, Rejection> {
        let denied = |reason| Err(Rejection::one(RejectionKind::Denied, reason));
        if !self.electors.is_human(person) {
            return denied(self.not_human(person));
        }
        let excluded = self.excluded();
        if let Some(&code) = excluded.get(person) {
            return denied(self.contributor(code, person));
        }
        let timing = self.timing_now();
        let open: Vec<&Slot> = self.slots_of(timing).collect();
        let mut held = self.lawful(&excluded, person);
        held.retain(|capacity| open.iter().any(|slot| slot.names(capacity).is_some()));
        if held.is_empty() {
            return denied(self.not_asked(person));
        }

        let filled = self.tally(timing).filled;
        let is_filled = |id: &String| filled.iter().any(|(slot, _)| slot == id);
        let answerable = |capacity: &Capacity| {
            open.iter().any(|slot| {
                let in_turn = slot.comes_after.as_ref().is_none_or(is_filled);
                let entry = slot.names(capacity);
                in_turn
                    && entry.is_some_and(|eligible| self.is_open(slot, eligible, self.electors.now))
            })
        };
        if held.iter().any(answerable) {
            held.retain(answerable);
            return Ok(held);
        }
        denied(self.too_early(&open, &held, is_filled))
    }

    /// Returns everything that an approver in these capacities must tick: the checklists of the slots that they could
    /// fill.
    pub fn checklist_for(&self, capacities: &[Capacity]) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        for slot in self.slots_of(self.timing_now()) {
            let is_theirs = |capacity| slot.names(capacity).is_some();
            if capacities.iter().any(is_theirs) {
                for item in &slot.checklist {
                    if !items.contains(item) {
                        items.push(item.clone());
                    }
                }
            }
        }
        items
    }

    fn not_human(&self, person: &PersonId) -> Reason {
        match self.electors.directory.person(person) {
            Some(_) => Reason::new(
                Code::AgentsNeverApprove,
                format!("`{person}` is an agent or a service account, and only people approve"),
                "ask a person who holds one of the roles",
            ),
            None => Reason::new(
                Code::NotAsked,
                format!("`{person}` is not a person of this organization"),
                "an administrator can add them to the people file",
            ),
        }
    }

    fn contributor(&self, code: Code, person: &PersonId) -> Reason {
        let what = match code {
            Code::RequesterMayNotApprove => "asked for this change",
            Code::AuthorMayNotApprove => "wrote or edited what will run",
            _ => "carries out this change",
        };
        Reason::new(
            code,
            format!("`{person}`, or an account or agent of the same person, {what}"),
            "ask another person who holds one of the roles",
        )
        .from(&self.electors.process.approvals.from)
    }

    fn not_asked(&self, person: &PersonId) -> Reason {
        let timing = self.timing_now();
        let held = self.electors.capacities(self.fields, person);
        let is_theirs = |slot: &Slot| held.iter().any(|capacity| slot.names(capacity).is_some());
        if timing == Timing::Before && self.slots_of(Timing::After).any(is_theirs) {
            return Reason::new(
                Code::TooEarly,
                format!("`{person}` approves after implementation has begun"),
                "answer once the change has started",
            );
        }
        let missing = self.tally(timing).missing;
        let asked: Vec<&str> = missing.iter().map(|slot| slot.title.as_str()).collect();
        let hint = match asked.as_slice() {
            [] => "every approval that is needed now has been given".to_owned(),
            titles => format!("waiting for: {}", titles.join(", ")),
        };
        Reason::new(
            Code::NotAsked,
            format!("`{person}` holds no role whose approval is needed now"),
            hint,
        )
    }

    fn too_early(
        &self,
        open: &[&Slot],
        held: &[Capacity],
        is_filled: impl Fn(&String) -> bool,
    ) -> Reason {
        let own = || {
            open.iter()
                .filter_map(|slot| Some((slot, held.iter().find_map(|c| slot.names(c))?)))
        };
        let waits = own().find_map(|(slot, _)| {
            let first = slot.comes_after.as_ref().filter(|id| !is_filled(id))?;
            open.iter().find(|other| other.id == *first)
        });
        if let Some(first) = waits {
            return Reason::new(
                Code::TooEarly,
                "an earlier approval of the sequence is missing",
                format!("wait for: {}", first.title),
            );
        }
        let opens = own()
            .filter(|(slot, eligible)| !self.is_open(slot, eligible, self.electors.now))
            .find_map(|(slot, eligible)| self.opens(slot, eligible));
        Reason::new(
            Code::TooEarly,
            "a person before you in the succession may still answer alone",
            opens.map_or_else(String::new, |at| format!("your turn begins at {at}")),
        )
    }
}
