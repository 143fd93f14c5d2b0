//! The oracle: simple and slow, it shares no code with the engine. It reads every event, every effect of the target
//! side and everything that was acknowledged, and says which invariant of the reliability page does not hold.

mod acknowledged;
mod attempts;
mod authority;
mod back_out;
mod claims;
mod effects;
mod ends;
mod files;
mod final_state;
pub(crate) mod history;
pub(crate) mod kept;
mod outcomes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use placet_domain::ChangeId;

use history::{Effect, History};

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The invariant, such as `I3`.
    pub(crate) law: &'static str,
    pub(crate) what: String,
}

impl Violation {
    pub(crate) fn new(law: &'static str, what: impl Into<String>) -> Self {
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

/// A receipt that somebody read.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    pub(crate) change: ChangeId,
    pub(crate) version: u64,
    pub(crate) position: u64,
}

/// Everything that was seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    pub(crate) history: History,
    pub(crate) effects: Vec<Effect>,
    pub(crate) receipts: Vec<Receipt>,
    /// How often the shim of an attempt was killed, by the attempt's directory.
    pub(crate) killed_shims: HashMap<PathBuf, u64>,
    /// Where attempts have their directories.
    pub(crate) runs: PathBuf,
}

/// Every violation of every law that can be told from events, effects and receipts.
pub(crate) fn judge(case: &Case) -> Vec<Violation> {
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
