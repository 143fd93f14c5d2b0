//! The pool: takes jobs and does them, outside of any transaction.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use placet_domain::ChangeId;
use placet_domain::change::{Command, Outcome, RecordOutcome};
use placet_domain::plan::Direction;
use placet_store::{Job, JobId, NewJob, StoreError};
use placet_teeth::{Point, point};

use crate::engine::Engine;
use crate::error::ExecuteError;
use crate::execute::Order;
use crate::perform;
use crate::react::{LAPSE, STEP};

/// The pause before an outcome is offered to a store that could not take it.
const OFFER_AGAIN: Duration = Duration::from_millis(500);

/// Jobs of the store as the queue takes them.
pub(crate) fn as_new(jobs: Vec<Job>) -> impl Iterator<Item = (JobId, NewJob)> {
    jobs.into_iter().map(|job| {
        (
            job.id,
            NewJob {
                kind: job.kind,
                change: job.change,
                body: job.body,
                run_at: job.run_at,
            },
        )
    })
}

/// A worker's life.
pub(crate) fn work(engine: &Arc<Engine>) {
    while let Some((id, job)) = engine.queue.next(|| engine.clock.now()) {
        point(Point::WorkerTook);
        do_job(engine, id, &job);
    }
}

impl Engine {
    /// Does the next job that may run now in the caller's thread, as a worker would, and tells whether there was one: for
    /// whoever drives an engine without workers.
    pub fn work_one(&self) -> bool {
        let next = self.queue.take(self.clock.now());
        if let Some((id, job)) = &next {
            do_job(self, *id, job);
        }
        next.is_some()
    }

    /// When the next job may run.
    pub fn next_job_at(&self) -> Option<Timestamp> {
        self.queue.next_at(self.clock.now())
    }
}

fn do_job(engine: &Engine, id: JobId, job: &NewJob) {
    match (job.kind.as_str(), job.change) {
        (STEP, Some(change)) => {
            if let Some(command) = perform::step(engine, change, job) {
                settle(engine, change, id, command);
            }
        }
        (LAPSE, Some(change)) => settle(engine, change, id, Command::Settle),
        (kind, _) => {
            tracing::error!(job = %id, kind, "a job of unknown kind is dropped");
            if let Err(error) = engine.store.finish_job(id) {
                tracing::error!(job = %id, %error, "the job could not be dropped");
            }
        }
    }
}

/// Brings an outcome home. It is offered until the store has it, because an outcome must not be lost; while the store
/// cannot take it, the job stays in the store too, so that a restart takes it up again.
fn settle(engine: &Engine, change: ChangeId, job: JobId, command: Command) {
    let mut order = Order::of_system(change, command);
    let mut told = false;
    point(Point::OutcomeKnown);
    loop {
        match engine.execute_job(&order, Some(job)) {
            Ok(_) => {
                point(Point::OutcomeRecorded);
                return;
            }
            Err(ExecuteError::Rejected(rejection)) => {
                tracing::warn!(%change, verb = order.command.verb(), %rejection, "the rules refused what a job brought");
                if let Err(error) = engine.store.finish_job(job) {
                    tracing::error!(%job, %error, "the job could not be ended");
                }
                return;
            }
            // It never will be: what a runner brought cannot be an event. The run must not stand still for it.
            Err(ExecuteError::Store(StoreError::Invalid { message: why, .. })) if !told => {
                tracing::error!(%change, why, "an outcome cannot be stored as it is");
                told = true;
                order = Order::of_system(change, bare(order.command, &why));
            }
            Err(error) => {
                tracing::error!(%change, %error, "an outcome could not be stored yet");
                if engine.stopping.load(Ordering::SeqCst) {
                    return;
                }
                engine.clock.pause(OFFER_AGAIN);
            }
        }
    }
}

/// An outcome without what its runner brought: of a step nobody knows then what it did, and of anything else that it failed.
fn bare(command: Command, why: &str) -> Command {
    let Command::RecordOutcome(report) = command else {
        return command;
    };
    let message = format!("the report of this attempt cannot be stored: {why}");
    let outcome = match report.direction {
        Direction::Forward => Outcome::Unknown { message },
        _ => Outcome::Failed {
            message,
            give_up: true,
        },
    };
    let RecordOutcome {
        step,
        direction,
        attempt,
        ..
    } = report;
    Command::RecordOutcome(RecordOutcome::bare(step, direction, attempt, outcome))
}
