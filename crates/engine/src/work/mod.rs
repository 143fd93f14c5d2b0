//! Work: does jobs outside any transaction and records their outcomes. One file per job.

mod step;
mod worker;

use std::time::Duration;

use placet_domain::ChangeId;
use placet_domain::change::{Command, Outcome, RecordOutcome};
use placet_domain::plan::Direction;
use placet_store::{JobId, StoreError};
use placet_teeth::{Point, point};

use crate::error::ExecuteError;
use crate::invocation::Invocation;
use crate::job::{Ended, Job, Planned};

pub(crate) use worker::Worker;

/// The pause before an outcome is offered again to a store that could not record it.
const OFFER_AGAIN: Duration = Duration::from_millis(500);

impl Worker {
    /// Does jobs until the queue is closed.
    pub(crate) fn work(&self) {
        let core = &self.core;
        while let Some((id, planned)) = core.queue.next(|| core.clock.now()) {
            point(Point::WorkerTook);
            self.do_job(id, &planned);
        }
    }

    /// Does the next job that may run now, and tells whether there was one.
    pub(crate) fn work_one(&self) -> bool {
        let next = self.core.queue.take(self.core.clock.now());
        if let Some((id, planned)) = &next {
            self.do_job(*id, planned);
        }
        next.is_some()
    }

    fn do_job(&self, id: JobId, planned: &Planned) {
        let command = match &planned.job {
            Job::Step(job) => step::carry_out(self, planned.change, job),
            Job::Deadline(_) => Some(Command::Settle),
        };
        if let Some(command) = command {
            let ended = Ended {
                id,
                job: &planned.job,
            };
            bring_home(self, planned.change, ended, command);
        }
    }
}

/// Records an outcome. Retries until the store has it, because an outcome must not be lost. As long as the store cannot
/// record it, the job stays in the store too, so that a restart takes it up again.
fn bring_home(worker: &Worker, change: ChangeId, ended: Ended<'_>, command: Command) {
    let mut invocation = Invocation::of_system(change, command);
    let mut told = false;
    point(Point::OutcomeKnown);
    loop {
        match worker.core.execute_job(&invocation, Some(ended)) {
            Ok(_) => {
                point(Point::OutcomeRecorded);
                return;
            }
            Err(ExecuteError::Rejected(rejection)) => {
                tracing::warn!(%change, verb = invocation.command.verb(), %rejection, "the rules rejected an outcome");
                if let Err(error) = worker.core.store.finish_job(ended.id, Vec::new()) {
                    tracing::error!(job = %ended.id, %error, "the job could not be ended");
                }
                return;
            }
            // It never can be stored: the runner's report cannot become an event. The run must not get stuck because of
            // it.
            Err(ExecuteError::Store(StoreError::Invalid { message: why, .. })) if !told => {
                tracing::error!(%change, why, "an outcome cannot be stored as it is");
                told = true;
                invocation = Invocation::of_system(change, bare(invocation.command, &why));
            }
            Err(error) => {
                tracing::error!(%change, %error, "an outcome could not be stored yet");
                if worker.is_stopping() {
                    return;
                }
                worker.core.clock.pause(OFFER_AGAIN);
            }
        }
    }
}

/// Strips a report that cannot be stored. A forward step becomes `Unknown`, anything else `Failed`.
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
