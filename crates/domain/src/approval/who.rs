//! Who can help: the people behind a slot, and the reasons why approvals are missing.

use super::{Ballot, Slot, SlotKind, Tally, Timing};
use placet_language::codes::Code;
use placet_language::ids::PersonId;
use placet_language::people::Capacity;
use placet_language::reason::Reason;

/// Returns the reason of a change that needs a vote, which this version does not hold.
pub fn vote_not_available(title: &str) -> Reason {
    Reason::new(
        Code::VoteNotAvailable,
        format!("{title} cannot be held: this version does not hold votes"),
        "see the guide on deliberation",
    )
}

impl Ballot<'_> {
    /// Returns the people who can fill a slot now: eligible, human, and neither a contributor nor acting for one.
    pub fn who_can(&self, slot: &Slot) -> Vec<PersonId> {
        self.lawful_for(slot, |ballot, capacity| {
            let entry = slot.names(capacity);
            entry.is_some_and(|eligible| ballot.is_open(slot, eligible, ballot.electors.now))
        })
    }

    /// Returns the people who can fill a slot, now or when their turn comes.
    pub fn who_could(&self, slot: &Slot) -> Vec<PersonId> {
        self.lawful_for(slot, |_, capacity| slot.names(capacity).is_some())
    }

    fn lawful_for(&self, slot: &Slot, fits: impl Fn(&Self, &Capacity) -> bool) -> Vec<PersonId> {
        if slot.eligible.is_empty() {
            return Vec::new();
        }
        let excluded = self.excluded();
        let can = |id: &&PersonId| {
            self.lawful(&excluded, id)
                .iter()
                .any(|capacity| fits(self, capacity))
        };
        self.electors
            .directory
            .people
            .keys()
            .filter(can)
            .cloned()
            .collect()
    }

    /// Returns one reason for each slot that is missing, with the people who can help.
    pub fn missing_reasons(&self, tally: &Tally) -> Vec<Reason> {
        let reason = |slot: &Slot| {
            let when = if slot.timing == Timing::After {
                " after implementation"
            } else {
                ""
            };
            let found = match slot.kind {
                SlotKind::Vote => vote_not_available(&slot.title),
                SlotKind::Unfillable => Reason::new(
                    Code::ApprovalImpossible,
                    format!("no person can give this approval: {}", slot.title),
                    "ask the owner of the process to say who approves",
                ),
                SlotKind::Role | SlotKind::Chair | SlotKind::Member => Reason::new(
                    Code::ApprovalMissing,
                    format!("approval{when} is missing: {}", slot.title),
                    self.who_can_help(slot),
                ),
            };
            found.at(slot.id.clone()).from(&slot.from)
        };
        tally.missing.iter().map(reason).collect()
    }

    fn who_can_help(&self, slot: &Slot) -> String {
        let people: Vec<String> = self.who_can(slot).iter().map(PersonId::to_string).collect();
        match people.as_slice() {
            [] => "no person who may approve holds the role now; an administrator can assign it"
                .to_owned(),
            some => format!("can be given by {}", some.join(", ")),
        }
    }
}
