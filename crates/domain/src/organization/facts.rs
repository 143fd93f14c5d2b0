//! What is known when a command of an organization is decided. The engine gathers it; the rules never ask.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::scope::Scope;
use placet_language::ids::{PersonId, ProcessName};
use placet_language::process::Process;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The operator at the host's console, who could write the database anyway.
    Host,
    /// A person, through a token or a session with these scopes.
    Person {
        /// Who.
        id: PersonId,
        /// What their token or session may do.
        scopes: BTreeSet<Scope>,
    },
}

impl Actor {
    /// Returns the person who asks; none for the host.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Host => None,
            Self::Person { id, .. } => Some(id),
        }
    }

    /// Whether what they ask with has a scope.
    pub fn has(&self, scope: Scope) -> bool {
        match self {
            Self::Host => true,
            Self::Person { scopes, .. } => scopes.contains(&scope),
        }
    }
}

/// Everything a rule may need beside the state.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The instant of the decision.
    pub now: Timestamp,
    /// Who asks.
    pub actor: Actor,
    /// The id for a token or a proposal that is being made.
    pub new_id: String,
    /// The current version of the process that the command is about.
    pub rules: Option<&'a Process>,
    /// Every process whose current version demands a second administrator for something.
    pub governed: BTreeSet<ProcessName>,
}
