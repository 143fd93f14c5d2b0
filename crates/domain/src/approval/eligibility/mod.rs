//! Whose approval can count: never a contributor's and never an agent's (T1, I7).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use placet_teeth::{Bug, planted};

use super::{Ballot, Eligible, Slot};
use placet_language::codes::Code;
use placet_language::ids::PersonId;
use placet_language::people::Capacity;
use placet_language::process::Excluded;

impl Ballot<'_> {
    /// Returns everybody who may not approve, with the code of the reason: contributors as the process lists them, all
    /// accounts of the same human, and the principal of a contributing agent.
    pub fn excluded(&self) -> BTreeMap<PersonId, Code> {
        let Self { electors, .. } = self;
        let mut found = BTreeMap::new();
        let mut exclude = |id: &PersonId, code: Code| {
            let mut accounts: BTreeSet<PersonId> = electors.directory.same_person(id);
            accounts.retain(|account| account == id || !planted(Bug::SecondAccountApproves));
            for account in accounts {
                found.entry(account).or_insert(code);
            }
        };
        for kind in &electors.process.approvals.never {
            match kind {
                Excluded::Requester => exclude(self.requester, Code::RequesterMayNotApprove),
                Excluded::PlanAuthor if planted(Bug::AuthorApproves) => {}
                Excluded::PlanAuthor => {
                    self.authors
                        .iter()
                        .for_each(|id| exclude(id, Code::AuthorMayNotApprove));
                }
                Excluded::Implementer => {
                    self.implementer
                        .into_iter()
                        .for_each(|id| exclude(id, Code::ImplementerMayNotApprove));
                }
            }
        }
        found
    }

    /// Returns the capacities in which a person's approval may count: none of an agent or a contributor, and none on
    /// behalf of either. `excluded` is [`Self::excluded`], which callers compute once for many people.
    pub(super) fn lawful(
        &self,
        excluded: &BTreeMap<PersonId, Code>,
        person: &PersonId,
    ) -> Vec<Capacity> {
        let may = |id: &PersonId| !excluded.contains_key(id) && self.electors.is_human(id);
        if !may(person) {
            return Vec::new();
        }
        let mut all = self.electors.capacities(self.fields, person);
        all.retain(|capacity| capacity.on_behalf_of.as_ref().is_none_or(may));
        all
    }

    /// Tells whether a role of a succession may answer at an instant.
    pub(super) fn is_open(&self, slot: &Slot, eligible: &Eligible, at: Timestamp) -> bool {
        let Some(wait) = eligible.opens_after else {
            return true;
        };
        if planted(Bug::SuccessionOpensEarly) && self.asked(slot.timing).is_some() {
            return true;
        }
        // Before it is asked, no time has passed since.
        let opens = self.opens(slot, eligible);
        wait.0.is_zero() || opens.is_some_and(|opens| opens <= at)
    }
}

impl Slot {
    /// Returns the entry that names a capacity's role.
    pub(super) fn names(&self, capacity: &Capacity) -> Option<&Eligible> {
        self.eligible
            .iter()
            .find(|eligible| eligible.role == capacity.role)
    }
}

#[cfg(test)]
mod tests;
