//! The oracle: simple and slow, it shares no code with the engine. It reads every event, every effect of the target
//! side and everything that was acknowledged, and says which invariant of the reliability page does not hold.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "it is part of tests, which may fail and say what they saw"
)]

mod acknowledged;
mod attempts;
mod authority;
mod back_out;
mod claims;
mod effects;
mod ends;
mod files;
mod final_state;
pub mod history;
pub mod kept;
mod outcomes;
pub mod second;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use placet_domain::ChangeId;
use placet_domain::change::Recorded;
use placet_domain::people::Directory;
use placet_domain::process::Process;

use history::{Effect, History};

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The invariant, such as `I3`.
    pub law: &'static str,
    pub what: String,
}

impl Violation {
    pub fn new(law: &'static str, what: impl Into<String>) -> Self {
        Self {
            law,
            what: what.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.what)
    }
}

/// A receipt that reached its caller.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub change: ChangeId,
    pub version: u64,
    pub position: u64,
}

/// Everything that was seen.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub history: History,
    pub effects: Vec<Effect>,
    pub receipts: Vec<Receipt>,
    /// How often the shim of an attempt was killed, by the attempt's directory.
    pub killed_shims: HashMap<PathBuf, u64>,
    /// Where attempts have their directories.
    pub runs: PathBuf,
}

/// Every law that one change's history breaks, each event with the people as they were when it happened.
pub fn broken(process: &Process, history: &[(Recorded, Directory)]) -> Vec<String> {
    placet_laws::broken(process, history, None)
}

/// Every violation of every law that can be told from events, effects and receipts.
pub fn judge(case: &Case) -> Vec<Violation> {
    let laws = [
        effects::check,
        attempts::check,
        outcomes::check,
        authority::check,
        back_out::check,
        final_state::check,
        acknowledged::check,
        claims::check,
        ends::check,
        files::check,
    ];
    laws.iter().flat_map(|law| law(case)).collect()
}
