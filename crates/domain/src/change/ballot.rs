//! What approvals are counted of, taken from a change and from what is known.

use super::decision::Decision;
use super::facts::Facts;
use super::state::Change;
use crate::approval::{Ballot, Electors, Subject};
use placet_language::condition::Scope;

impl Change {
    /// Returns the approvals that this change needs and has, with the people who may give them.
    pub fn ballot<'a>(&'a self, electors: Electors<'a>) -> Ballot<'a> {
        Ballot {
            electors,
            requester: &self.who.requester,
            authors: &self.who.authors,
            implementer: self.who.implementer.as_ref(),
            fields: &self.request.fields,
            digest: self.request.digest,
            round: self.authority.round,
            slots: &self.authority.slots,
            approvals: &self.authority.approvals,
            requested: self.times.requested,
            started: self.times.started,
            started_digest: self.run.digest,
        }
    }

    /// Returns what the approval rules read of this change.
    pub(super) fn subject<'a>(&'a self, scope: &'a Scope<'a>) -> Subject<'a> {
        Subject {
            model: &self.request.model,
            class: self.request.class,
            risk: self.request.risk.as_ref(),
            fields: &self.request.fields,
            scope,
        }
    }
}

impl<'a> Facts<'a> {
    /// Returns the people and the roles, as of now.
    pub fn electors(&self) -> Electors<'a> {
        Electors {
            process: self.process,
            directory: self.directory,
            now: self.now,
        }
    }
}

impl Decision<'_> {
    /// Returns the approvals of the change as this decision leaves it.
    pub(super) fn ballot(&self) -> Ballot<'_> {
        self.change.ballot(self.facts.electors())
    }
}
