//! The input of a judge.

use std::collections::HashMap;
use std::path::PathBuf;

use placet_domain::ChangeId;

use crate::history::{Effect, History};

/// A receipt that reached its caller.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub change: ChangeId,
    pub version: u64,
    pub position: u64,
}

/// Everything that was observed.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub history: History,
    pub effects: Vec<Effect>,
    pub receipts: Vec<Receipt>,
    /// How often the shim of an attempt was killed, by the attempt's directory.
    pub killed_shims: HashMap<PathBuf, u64>,
    /// The directory that contains the attempts' directories.
    pub runs: PathBuf,
}
