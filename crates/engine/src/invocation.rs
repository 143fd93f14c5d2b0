//! A command on its way through the write path: the actor, the change, and the conditions.

use placet_domain::ChangeId;
use placet_domain::change::{Actor, Command};

/// A command, its actor, and its change.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// The actor.
    pub actor: Actor,
    /// The change; none to open one.
    pub change: Option<ChangeId>,
    /// The command.
    pub command: Command,
    /// The version that the caller saw, if the command applies only to that version.
    pub expected: Option<u64>,
    /// The caller's idempotency key.
    pub key: Option<String>,
}

impl Invocation {
    /// Makes a command of the engine itself.
    pub(crate) fn of_system(change: ChangeId, command: Command) -> Self {
        Self {
            actor: Actor::System,
            change: Some(change),
            command,
            expected: None,
            key: None,
        }
    }
}
