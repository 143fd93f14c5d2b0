//! What a start does about unfinished jobs.

use jiff::Timestamp;
use placet_store::JobId;
use placet_teeth::{Bug, planted};

use crate::core::Core;
use crate::error::ExecuteError;
use crate::job::{Job, Planned, Unreadable};
use crate::react;

/// Takes up every pending job and counts them.
pub(crate) fn take_up(core: &Core) -> Result<usize, ExecuteError> {
    let pending = core.store.pending_jobs()?;
    let count = pending.len();
    if planted(Bug::PendingForgotten) {
        return Ok(count);
    }
    let now = core.clock.now();
    let mut jobs = Vec::new();
    for stored in &pending {
        match Planned::read(stored) {
            Ok(planned) => jobs.push((stored.id, due(core, planned, now))),
            Err(error) => refuse(core, stored.id, &error),
        }
    }
    core.queue.push_all(now, jobs);
    Ok(count)
}

fn due(core: &Core, mut planned: Planned, now: Timestamp) -> Planned {
    if let Job::Step(step) = &planned.job
        && planned.run_at > now
        // A change that cannot be read is reported when its job is done.
        && let Ok(cached) = core.load(planned.change)
    {
        planned.run_at = react::run_again_at(step, planned.run_at, &cached.change, now);
    }
    planned
}

fn refuse(core: &Core, id: JobId, error: &Unreadable) {
    tracing::error!(job = %id, %error, "a pending job was not taken up");
    if matches!(error, Unreadable::Unknown(_))
        && let Err(error) = core.store.finish_job(id, Vec::new())
    {
        tracing::error!(job = %id, %error, "the job could not be dropped");
    }
}
