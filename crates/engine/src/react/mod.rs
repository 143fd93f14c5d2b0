//! What must follow: from events to jobs. Pure.

mod deadlines;
mod steps;

use placet_domain::change::{Change, Event, Facts};

use crate::job::Planned;

pub(crate) use steps::{called_off, on_the_clock, pure_wait, run_again_at};

/// Returns the jobs that events demand.
pub(crate) fn react(events: &[Event], after: &Change, facts: &Facts<'_>) -> Vec<Planned> {
    let mut jobs = steps::attempts(events, after, facts.now);
    jobs.extend(deadlines::deadline(events, after, facts));
    jobs
}
