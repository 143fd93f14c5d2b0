//! How a chore ends.

/// Says whether a chore found everything in order, or why it could not look.
pub(crate) type Outcome = Result<bool, Box<dyn std::error::Error>>;
