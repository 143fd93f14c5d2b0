//! What a measurement answers.

use std::error::Error;

/// A failure of a measurement is for the person who measures: its text is all that is needed.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;
