//! When work is allowed and when it is not. Only the notation of recurrence is here yet.

mod recurrence;

pub use recurrence::{DayOfWeek, Ending, Frequency, INTERVAL_MAX, InvalidRecurrence, Recurrence};
