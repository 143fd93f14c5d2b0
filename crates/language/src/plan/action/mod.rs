//! What a step does: one file an action, with its data, its checks, its nature, its targets and its sentence.
//!
//! To add one: a file here, a variant of [`Action`] and an arm of `Action::kind`; then its file in the connectors.

mod command;
mod evidence;
mod http;
mod install;
mod kind;
mod nature;
mod task;
mod texts;
mod wait;
mod write;

use serde::{Deserialize, Serialize};

use crate::lead::Elapsed;
use crate::process::Process;
use crate::reason::Reason;
use kind::Kind;

pub use command::Command;
pub use evidence::{EvidenceAsked, EvidenceFormat};
pub use http::Http;
pub use install::Install;
pub use nature::{Nature, UndoneBy};
pub use task::Task;
pub use texts::TEXT_BYTES_MAX;
pub use write::Write;

/// What a step does. Exactly one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// A child process.
    Command(Command),
    /// An HTTP request.
    Http(Http),
    /// A release directory, put in place and switched to.
    Install(Install),
    /// A file, written atomically.
    Write(Write),
    /// So much time.
    Wait(Elapsed),
    /// Something a person does and reports.
    Task(Task),
    /// A result that must be there.
    Evidence(EvidenceAsked),
}

impl Action {
    fn kind(&self) -> &dyn Kind {
        match self {
            Self::Command(command) => command,
            Self::Http(http) => http,
            Self::Install(install) => install,
            Self::Write(write) => write,
            Self::Wait(time) => time,
            Self::Task(task) => task,
            Self::Evidence(evidence) => evidence,
        }
    }

    /// Returns what is known of it without carrying it out.
    pub fn nature(&self) -> Nature {
        self.kind().nature()
    }

    /// Returns what it replaces, such as `file:/etc/motd`; two running changes never hold the same target.
    pub fn targets(&self) -> Vec<String> {
        self.kind().targets()
    }

    /// Says what it does, in a line.
    pub fn sentence(&self) -> String {
        self.kind().sentence()
    }

    /// Returns every reason why it cannot be carried out.
    pub(super) fn check(&self, process: &Process) -> Vec<Reason> {
        self.kind().check(process)
    }

    /// Returns the time that it takes and that does not fit into a timeout, with the word that asks for it.
    pub(super) fn too_long_for(&self, timeout: Elapsed) -> Option<(&'static str, Elapsed)> {
        self.kind().too_long_for(timeout)
    }
}
