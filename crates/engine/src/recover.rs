//! What a start does about attempts whose traces are not here.
//!
//! The attempts' directories tell what became of an attempt. Data that were restored from a backup, or copied without
//! them, know of attempts that were begun elsewhere: to carry these out now could repeat an effect silently.

use std::fs::{self, File};
use std::io;

use placet_domain::change::{Command, Outcome, RecordOutcome};
use placet_domain::plan::Direction;
use placet_store::Job;
use placet_teeth::{Bug, Point, planted, point};

use crate::engine::Engine;
use crate::error::ExecuteError;
use crate::execute::Order;
use crate::react::{STEP, StepJob};

/// The file that says: the directories of all attempts that are in flight are here.
const HERE: &str = ".here";

/// Marks the directory of the runs as whole when nothing is in flight, so that it is whole from then on.
pub(crate) fn mark_if_settled(engine: &Engine) {
    if engine
        .store
        .pending_jobs()
        .is_ok_and(|pending| pending.is_empty())
    {
        mark(engine);
    }
}

/// Records, for every forward attempt in flight whose traces may be elsewhere, that nobody knows what it did.
pub(crate) fn settle_strange(engine: &Engine) -> Result<(), ExecuteError> {
    if engine.options.runs_dir.join(HERE).exists() || planted(Bug::RestoredAttemptRepeated) {
        return Ok(());
    }
    for job in engine.store.pending_jobs()? {
        if let Some((order, id)) = unknown(&job) {
            tracing::warn!(job = %id, "an attempt was begun elsewhere; its outcome is unknown");
            engine.execute_job(&order, Some(id))?;
        }
    }
    mark(engine);
    Ok(())
}

fn unknown(job: &Job) -> Option<(Order, placet_store::JobId)> {
    let change = job.change.filter(|_| job.kind == STEP)?;
    let body: StepJob = serde_json::from_value(job.body.clone()).ok()?;
    if body.direction != Direction::Forward {
        // Undo, probes and checks may run any number of times.
        return None;
    }
    let outcome = Outcome::Unknown {
        message: "the data were restored or copied without the traces of this attempt".to_owned(),
    };
    let report = RecordOutcome::bare(body.step, body.direction, body.attempt, outcome);
    Some((
        Order::of_system(change, Command::RecordOutcome(report)),
        job.id,
    ))
}

/// Without the mark the next start asks about attempts that it need not ask about: safe, so a failure is only told.
fn mark(engine: &Engine) {
    let dir = &engine.options.runs_dir;
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
