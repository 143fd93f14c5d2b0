//! Refuses manual tasks.

use crate::stop::Stop;

/// Fails: a person does the task and reports it.
pub(super) fn run() -> Result<(), Stop> {
    Err(Stop::give_up(
        "a manual task is done and reported by a person, not by a runner",
    ))
}
