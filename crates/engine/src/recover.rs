//! What a start does about attempts that left no traces here.
//!
//! The attempts' directories tell how an attempt ended. Data that were restored from a backup, or copied without these
//! directories, contain attempts that began elsewhere. Carrying them out now could silently repeat an effect.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use placet_domain::change::{Command, Outcome, RecordOutcome};
use placet_domain::plan::Direction;
use placet_teeth::{Bug, Point, planted, point};

use crate::core::Core;
use crate::error::ExecuteError;
use crate::invocation::Invocation;
use crate::job::{Ended, Job, Planned};

/// The marker file. It means that the directories of all attempts in flight are here.
const HERE: &str = ".here";

/// Marks the directory of the runs as complete when nothing is in flight. It is complete from then on.
pub(crate) fn mark_if_settled(core: &Core, runs_dir: &Path) {
    let pending = core.store.pending_jobs();
    if pending.is_ok_and(|pending| pending.is_empty()) {
        mark(runs_dir);
    }
}

/// Records, for every forward attempt in flight whose traces may be elsewhere, that its outcome is unknown.
pub(crate) fn settle_strange(core: &Core, runs_dir: &Path) -> Result<(), ExecuteError> {
    if runs_dir.join(HERE).exists() || planted(Bug::RestoredAttemptRepeated) {
        return Ok(());
    }
    for stored in core.store.pending_jobs()? {
        // A job that cannot be read is reported when it is taken up.
        let Ok(planned) = Planned::read(&stored) else {
            continue;
        };
        let Some(invocation) = unknown(&planned) else {
            continue;
        };
        tracing::warn!(job = %stored.id, "an attempt was begun elsewhere; its outcome is unknown");
        let (id, job) = (stored.id, &planned.job);
        core.execute_job(&invocation, Some(Ended { id, job }))?;
    }
    mark(runs_dir);
    Ok(())
}

fn unknown(planned: &Planned) -> Option<Invocation> {
    let Job::Step(job) = &planned.job else {
        return None;
    };
    if job.direction != Direction::Forward {
        // Undos, probes and checks may run any number of times.
        return None;
    }
    let outcome = Outcome::Unknown {
        message: "the data were restored or copied without the traces of this attempt".to_owned(),
    };
    let report = RecordOutcome::bare(job.step.clone(), job.direction, job.attempt, outcome);
    let command = Command::RecordOutcome(report);
    Some(Invocation::of_system(planned.change, command))
}

/// Writes the mark. Without it, the next start asks about attempts unnecessarily, which is safe, so a failure is only
/// logged.
fn mark(dir: &Path) {
    let write = || -> io::Result<()> {
        fs::create_dir_all(dir)?;
        point(Point::BeforeHere);
        File::create(dir.join(HERE))?.sync_all()?;
        File::open(dir)?.sync_all()?;
        point(Point::AfterHere);
        Ok(())
    };
    if let Err(error) = write() {
        tracing::warn!(%error, dir = %dir.display(), "the directory of the runs cannot be marked");
    }
}
