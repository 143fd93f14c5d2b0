//! What a shim has recorded of a command.

use std::path::Path;

use crate::shim::Outcome;
use crate::stop::Stop;

/// Returns the outcome of an attempt whose directory cannot be read.
pub(super) fn unknown(error: &std::io::Error) -> Stop {
    Stop::unknown(format!("the attempt's directory cannot be read: {error}"))
}

/// Returns the outcome that a shim has recorded, if any.
pub(super) fn recorded(slot: &Path) -> Result<Option<Outcome>, Stop> {
    Outcome::read(slot).map_err(|error| unknown(&error))
}
