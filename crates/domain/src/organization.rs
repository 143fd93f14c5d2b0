//! What happens to an organisation: its process versions, its people, its tokens. Secrets are never in an event.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::ids::{HookName, PersonId, ProcessName};
use crate::people::{Delegation, Directory};

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum OrganizationEvent {
    /// A version of a process became the current one.
    ProcessInstalled {
        /// Its name.
        process: ProcessName,
        /// Digest of the file's bytes.
        digest: Digest,
    },
    /// The people of a process's organisation were replaced.
    PeopleReplaced {
        /// Whose.
        process: ProcessName,
        /// By these.
        directory: Directory,
    },
    /// Somebody handed over roles.
    DelegationGranted {
        /// In which organisation.
        process: ProcessName,
        /// The hand-over.
        delegation: Delegation,
    },
    /// A token was issued; only its hash is kept, and not here.
    TokenIssued {
        /// Its id.
        token: String,
        /// Whose.
        person: PersonId,
        /// What it may do.
        scopes: Vec<String>,
        /// Until when.
        expires: Option<Timestamp>,
    },
    /// A token was revoked.
    TokenRevoked {
        /// Its id.
        token: String,
    },
    /// A password was set.
    PasswordSet {
        /// Whose.
        person: PersonId,
    },
    /// A hook was created, or its secrets were exchanged.
    HookSet {
        /// Its name.
        hook: HookName,
        /// In whose name its messages act.
        person: PersonId,
        /// Where its secrets are.
        secrets: Vec<HookSecret>,
    },
    /// A hook was revoked.
    HookRevoked {
        /// Its name.
        hook: HookName,
    },
}

/// Where a secret of a hook is: a reference, never the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookSecret {
    /// `env:NAME` or `file:PATH`.
    pub reference: String,
    /// The first instant at which it no longer counts; none for the current one.
    pub until: Option<Timestamp>,
}

/// What the events of the organizations lead to: the rules and the people that decisions are made with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organizations {
    /// The current version of each process.
    pub current: BTreeMap<ProcessName, Digest>,
    /// The people of each process's organization.
    pub people: BTreeMap<ProcessName, Arc<Directory>>,
}

impl Organizations {
    /// Folds one event.
    pub fn apply(&mut self, event: OrganizationEvent) {
        match event {
            OrganizationEvent::ProcessInstalled { process, digest } => {
                self.current.insert(process, digest);
            }
            OrganizationEvent::PeopleReplaced { process, directory } => {
                self.people.insert(process, Arc::new(directory));
            }
            OrganizationEvent::DelegationGranted {
                process,
                delegation,
            } => {
                let people = self.people.entry(process).or_default();
                Arc::make_mut(people).delegations.push(delegation);
            }
            OrganizationEvent::TokenIssued { .. }
            | OrganizationEvent::TokenRevoked { .. }
            | OrganizationEvent::HookSet { .. }
            | OrganizationEvent::HookRevoked { .. }
            | OrganizationEvent::PasswordSet { .. } => {}
        }
    }
}
