//! What must happen next: from events to jobs. Pure.

mod deadlines;
mod steps;

use placet_domain::change::{Change, Event, Facts};

use crate::job::{Ended, Planned};

pub(crate) use steps::{called_off, on_the_clock, pure_wait, run_again_at};

/// Returns the jobs that follow from events, or from a deadline that has come.
pub(crate) fn react(
    before: Option<&Change>,
    events: &[Event],
    after: &Change,
    ended: Option<Ended<'_>>,
    facts: &Facts<'_>,
) -> Vec<Planned> {
    let mut jobs = steps::attempts(events, after, facts.now);
    let fired = ended.map(|ended| ended.job);
    jobs.extend(deadlines::deadline(before, fired, after, facts));
    jobs
}
