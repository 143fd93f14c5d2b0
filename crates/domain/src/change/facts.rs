//! What is known when a command is decided. The engine gathers it; the rules never ask.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::event::{Event, Recorded};
use placet_language::codes::Code;
use placet_language::digest::Digest;
use placet_language::ids::{ChangeId, ChangeNumber, PersonId};
use placet_language::people::Directory;
use placet_language::process::Process;
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person, an agent or a service account.
    Person(PersonId),
    /// The engine itself.
    System,
}

/// What another change looks like from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherChange {
    /// Its number.
    pub number: ChangeNumber,
    /// Whether it ended well, so that what waits for it may begin.
    pub done: bool,
}

/// The identity of a change that is being opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its id.
    pub id: ChangeId,
    /// Its number.
    pub number: ChangeNumber,
}

/// What other changes have to do with this one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Others {
    /// Changes named by fields of type `changes`, by number; a number that is missing here does not exist.
    pub named: BTreeMap<ChangeNumber, OtherChange>,
    /// Targets that other running changes hold, with the number of the change that holds each.
    pub claimed: BTreeMap<String, ChangeNumber>,
    /// Numbers of emergency changes of this requester whose approval afterwards is overdue or refused.
    pub unsettled: Vec<ChangeNumber>,
}

/// Everything a rule may need. A reader without a command needs neither an opening nor other changes.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The instant of the decision; never earlier than the change's last event.
    pub now: Timestamp,
    /// Who asks.
    pub actor: Actor,
    /// The process that the change is pinned to.
    pub process: &'a Process,
    /// Its digest.
    pub process_digest: Digest,
    /// The organization's people, as of now.
    pub directory: &'a Directory,
    /// Given only to a command that opens a change.
    pub opening: Option<Opening>,
    /// What other changes have to do with this one.
    pub others: Others,
}

impl Facts<'_> {
    /// An event as it is recorded when it happens now by the one who asks.
    pub fn recorded(&self, event: Event) -> Recorded {
        Recorded {
            at: self.now,
            by: self.person().cloned(),
            event,
        }
    }

    /// Returns the person who asks.
    ///
    /// # Errors
    /// The engine asks, which has no verbs of people.
    pub(super) fn asking_person(&self) -> Result<&PersonId, Rejection> {
        self.person().ok_or_else(|| {
            let message = "only a person may do this";
            let reason = Reason::new(Code::OnlyPeople, message, "sign in as a person");
            Rejection::one(RejectionKind::Denied, reason)
        })
    }

    /// The person who asks; none for the engine.
    pub fn person(&self) -> Option<&PersonId> {
        match &self.actor {
            Actor::Person(id) => Some(id),
            Actor::System => None,
        }
    }
}
