//! The result type of a measurement.

use std::error::Error;

/// A failure of a measurement is read by the person who measures. Its text is all they need.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;
