//! A command on its way through the write path: who asks, of which change, and under which conditions.

use placet_domain::ChangeId;
use placet_domain::change::{Actor, Command};

/// What is asked, by whom, of which change.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// Who asks.
    pub actor: Actor,
    /// Of which change; none to open one.
    pub change: Option<ChangeId>,
    /// What.
    pub command: Command,
    /// The version that the caller saw, if the command is only meant for it.
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
