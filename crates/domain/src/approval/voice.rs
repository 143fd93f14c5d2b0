//! One approval that counts, and the slots that it can fill.

use super::{Approval, Ballot, Slot};
use placet_language::ids::RoleId;
use placet_language::people::Capacity;

/// An approval that counts, with the capacities that its giver holds now.
pub(super) struct Voice<'a> {
    pub(super) ballot: &'a Ballot<'a>,
    pub(super) approval: &'a Approval,
    pub(super) held: Vec<Capacity>,
}

impl Voice<'_> {
    /// Tells whether it can fill a slot: in a role that the slot names and whose turn had come, with everything ticked.
    pub(super) fn fills(&self, slot: &Slot) -> bool {
        self.held
            .iter()
            .any(|capacity| self.fills_as(slot, &capacity.role))
    }

    /// Tells whether it can fill a slot in one particular role.
    pub(super) fn fills_as(&self, slot: &Slot, role: &RoleId) -> bool {
        let mut held = self.held.iter().filter(|capacity| capacity.role == *role);
        let named = held.find_map(|capacity| slot.names(capacity));
        named.is_some_and(|eligible| self.ballot.is_open(slot, eligible, self.approval.at))
            && slot
                .checklist
                .iter()
                .all(|item| self.approval.ticked.contains(item))
    }
}
