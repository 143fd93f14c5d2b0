//! Carrying out one attempt: from the recorded intent to the outcome.

use std::sync::Arc;
use std::time::Duration;

use placet_domain::change::{Change, Command, Outcome, RecordOutcome};
use placet_domain::digest::Digest;
use placet_domain::plan::{
    Action, BackOutRun, Direction, RunStatus, Step, Undo, restores_previous,
};
use placet_domain::process::BackOutKind;
use placet_domain::{ChangeId, StepId};

use super::worker::Worker;
use crate::bus::Notice;
use crate::core::Core;
use crate::error::ExecuteError;
use crate::job::StepJob;
use crate::ports::{Attempt, Live, Report};
use crate::react::pure_wait;

/// The most output of one attempt that an event keeps, in bytes.
const EXCERPT_BYTES_MAX: usize = 4 * 1024;
/// The pause before the engine retries reading a change that could not be read.
const READ_AGAIN: Duration = Duration::from_millis(500);
/// The longest failure message, in bytes.
const MESSAGE_BYTES_MAX: usize = 2 * 1024;

/// What the runner sees of the engine while it runs.
struct Watched<'a> {
    core: &'a Core,
    change: ChangeId,
    step: &'a StepId,
    direction: Direction,
}

impl Live for Watched<'_> {
    fn output(&self, text: &str) {
        self.core.bus.tell(&Notice::Output {
            change: self.change,
            step: self.step.clone(),
            text: Arc::from(text),
        });
    }

    fn called_off(&self) -> bool {
        self.direction == Direction::Forward && self.core.called_off.has(self.change, self.step)
    }
}

/// Carries out an attempt. Returns none if it must be done after a restart.
pub(super) fn carry_out(worker: &Worker, change: ChangeId, job: &StepJob) -> Option<Command> {
    let core = &worker.core;
    // Retry on a transient disk error; otherwise the run would stall until the next restart.
    let cached = loop {
        match core.load(change) {
            Ok(cached) => break cached,
            Err(error) => {
                tracing::error!(%change, %error, "the change of a job cannot be read");
                let may_pass = matches!(error, ExecuteError::Store(_));
                if !may_pass || worker.is_stopping() {
                    return None;
                }
                core.clock.pause(READ_AGAIN);
            }
        }
    };
    let mut report = report_of(worker, &cached.change, cached.version, job);
    shorten(core, &mut report);
    if job.direction == Direction::Forward {
        core.called_off.remove(change, &job.step);
    }
    Some(Command::RecordOutcome(RecordOutcome {
        step: job.step.clone(),
        direction: job.direction,
        attempt: job.attempt,
        outcome: report.outcome,
        before: report.before,
        output: report.output,
        output_sha256: report.output_sha256,
        evidence: report.evidence,
    }))
}

/// Keeps an excerpt of long output in the event and stores all of it under its digest, because an event is a ledger
/// leaf.
fn shorten(core: &Core, report: &mut Report) {
    if let Outcome::Failed { message, .. } | Outcome::Unknown { message } = &mut report.outcome {
        *message = excerpt(message, MESSAGE_BYTES_MAX);
    }
    if report.output.len() <= EXCERPT_BYTES_MAX {
        return;
    }
    match core.store.put_blob(report.output.as_bytes()) {
        Ok(digest) => report.output_sha256 = report.output_sha256.or(Some(digest)),
        Err(error) => {
            tracing::warn!(%error, "a step's output could not be stored and is kept as an excerpt only");
        }
    }
    report.output = excerpt(&report.output, EXCERPT_BYTES_MAX);
}

/// Returns the head and tail of a text, with a mark between them.
fn excerpt(text: &str, bytes_max: usize) -> String {
    if text.len() <= bytes_max {
        return text.to_owned();
    }
    let half = bytes_max / 2;
    let head = text.floor_char_boundary(half);
    let tail = text.ceil_char_boundary(text.len() - half);
    let (head, tail) = (
        text.get(..head).unwrap_or_default(),
        text.get(tail..).unwrap_or_default(),
    );
    format!("{head}\n[...]\n{tail}")
}

fn report_of(worker: &Worker, change: &Change, version: u64, job: &StepJob) -> Report {
    let in_flight =
        change.run.in_flight.iter().any(|f| {
            f.step == job.step && f.direction == job.direction && f.attempt == job.attempt
        });
    let step = change
        .request
        .plan
        .steps
        .iter()
        .find(|step| step.id == job.step);
    let (true, Some(step)) = (in_flight, step) else {
        // This is recorded as an outcome that came too late.
        return Outcome::NotStarted.into();
    };
    if job.direction == Direction::Forward && is_called_off(change) {
        worker
            .core
            .called_off
            .add(change.id, std::slice::from_ref(&job.step));
    }
    let live = Watched {
        core: &worker.core,
        change: change.id,
        step: &step.id,
        direction: job.direction,
    };
    if pure_wait(step, job.direction).is_some() {
        let outcome = if live.called_off() {
            Outcome::Failed {
                message: "called off".to_owned(),
                give_up: true,
            }
        } else {
            Outcome::Succeeded
        };
        return outcome.into();
    }
    let attempt = attempt_of(worker, change, version, step, job);
    worker.runner.run(&attempt, &live)
}

/// Tells whether running forward steps must be killed. This also works after a restart, when the call is no longer in
/// memory.
fn is_called_off(change: &Change) -> bool {
    change.run.status == RunStatus::BackingOut
        && matches!(
            &change.run.back_out,
            Some(BackOutRun {
                kind: BackOutKind::Immediate,
                ..
            })
        )
}

fn attempt_of(
    worker: &Worker,
    change: &Change,
    version: u64,
    step: &Step,
    job: &StepJob,
) -> Attempt {
    let part = change.run.step(&step.id);
    let mut to_previous = false;
    let mut check = None;
    let mut idempotent = step.idempotent;
    let mut order = part.attempts_before_order;
    let actions: Vec<Action> = match job.direction {
        Direction::Forward => {
            check = step.check.clone();
            vec![step.action.clone()]
        }
        Direction::Probe => {
            idempotent = true;
            // A manual step is checked after its report. For any other, its probe looks.
            step.probe
                .iter()
                .chain(&step.check)
                .take(1)
                .cloned()
                .collect()
        }
        Direction::Undo => {
            // By contract, an undo may run any number of times.
            idempotent = true;
            order = part.undo_attempts_before_order;
            to_previous = restores_previous(step);
            match &step.undo {
                Some(Undo::Action(action)) => vec![(**action).clone()],
                _ => vec![step.action.clone()],
            }
        }
        Direction::AfterBackOut => {
            idempotent = true;
            change.request.plan.after_back_out.clone()
        }
    };
    let word = match job.direction {
        Direction::Forward => "do",
        Direction::Undo => "undo",
        Direction::Probe => "probe",
        Direction::AfterBackOut => "check",
    };
    let logical = format!("{}/{}/{word}/{order}", change.id, step.id);
    Attempt {
        change: change.id,
        number: change.number.clone(),
        step: step.id.clone(),
        direction: job.direction,
        attempt: job.attempt,
        actions,
        check,
        restore: part.before,
        to_previous,
        timeout: step.timeout.0.unsigned_abs(),
        idempotent,
        run_as: step.run_as.clone(),
        idempotency_key: Digest::of_bytes(logical.as_bytes()).to_string(),
        fence: version,
        dir: worker
            .runs_dir
            .join(change.id.to_string())
            .join(format!("{}-{word}-{}", step.id, job.attempt)),
    }
}
