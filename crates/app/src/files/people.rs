//! The people file: who is there, which roles they hold, who administers.

use std::path::Path;

use placet_domain::people::{self, PEOPLE_BYTES_MAX, PeopleFile};

use super::{read, unreadable};
use crate::failure::Failure;

/// Reads a people file.
///
/// # Errors
/// Every place that is wrong.
pub(crate) fn load(path: &Path) -> Result<PeopleFile, Failure> {
    let bytes = read(path, PEOPLE_BYTES_MAX as u64)?;
    people::read(&bytes).map_err(|problems| unreadable(path, problems))
}

/// Names the lines of a file in a refusal of its people.
pub(crate) fn placed(mut failure: Failure, path: &Path, file: &PeopleFile) -> Failure {
    for reason in &mut failure.reasons {
        if let Some((line, column)) = file.place(&reason.place) {
            reason.place = format!("{}:{line}:{column}", path.display());
        }
    }
    failure
}
