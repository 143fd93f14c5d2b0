//! Whether what was given is enough.

use jiff::Timestamp;

use super::{Slot, Timing};
use crate::change::Change;
use crate::ids::PersonId;
use crate::people::Directory;
use crate::process::Process;
use crate::rejection::Reason;

/// The count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Slots that are filled, by id, and by whom.
    pub filled: Vec<(String, PersonId)>,
    /// Slots that are not.
    pub missing: Vec<Slot>,
}

impl Tally {
    /// Whether nothing is missing.
    pub fn complete(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Counts the answers that fill the slots of one timing.
pub fn tally(
    _process: &Process,
    _change: &Change,
    _directory: &Directory,
    _now: Timestamp,
    _timing: Timing,
) -> Tally {
    Tally::default()
}

/// Who can fill a slot now.
pub fn who_can(
    _process: &Process,
    _slot: &Slot,
    _change: &Change,
    _directory: &Directory,
    _now: Timestamp,
) -> Vec<PersonId> {
    Vec::new()
}

/// One reason for each slot that is missing.
pub fn missing_reasons(
    _process: &Process,
    _change: &Change,
    _directory: &Directory,
    _now: Timestamp,
    _tally: &Tally,
) -> Vec<Reason> {
    Vec::new()
}
