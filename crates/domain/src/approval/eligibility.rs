//! Who may answer.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::change::Change;
use crate::ids::PersonId;
use crate::people::{Capacity, Directory};
use crate::process::Process;
use crate::rejection::Rejection;

/// Everybody who may not approve this change, with the code of the reason.
pub fn excluded(_process: &Process, _change: &Change, _directory: &Directory) -> BTreeMap<PersonId, String> {
    BTreeMap::new()
}

/// The capacities in which a person may answer now.
///
/// # Errors
/// Denied, with the reason.
pub fn may_answer(
    _process: &Process,
    _change: &Change,
    directory: &Directory,
    person: &PersonId,
    now: Timestamp,
) -> Result<Vec<Capacity>, Rejection> {
    Ok(directory.capacities(person, now))
}
