//! When work is allowed and when it is not: pure intervals. Only the notation of recurrences is here yet.

mod recurrence;

pub use recurrence::{DayOfWeek, Ending, Frequency, INTERVAL_MAX, InvalidRecurrence, Recurrence};
