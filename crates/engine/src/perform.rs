//! Carrying out one attempt: from the recorded intent to the outcome.

use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use placet_domain::change::{Change, Command, Outcome, RecordOutcome};
use placet_domain::digest::Digest;
use placet_domain::plan::{
    Action, BackOutRun, Direction, RunStatus, Step, Undo, restores_previous,
};
use placet_domain::process::BackOutKind;
use placet_domain::{ChangeId, StepId};
use placet_store::NewJob;

use crate::bus::Notice;
use crate::engine::Engine;
use crate::error::ExecuteError;
use crate::ports::{Attempt, Live, Report};
use crate::react::{StepJob, pure_wait};

/// Output that an event keeps of one attempt, in bytes.
const EXCERPT_BYTES_MAX: usize = 4 * 1024;
/// The pause before a change that could not be read is read again.
const READ_AGAIN: Duration = Duration::from_millis(500);
/// The longest message of a failure, in bytes.
const MESSAGE_BYTES_MAX: usize = 2 * 1024;

/// Attempts that were called off while they run.
#[derive(Default)]
pub(crate) struct CalledOff {
    set: Mutex<HashSet<(ChangeId, StepId)>>,
}

impl CalledOff {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<(ChangeId, StepId)>> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, change: ChangeId, steps: &[StepId]) {
        self.lock()
            .extend(steps.iter().map(|step| (change, step.clone())));
    }

    fn has(&self, change: ChangeId, step: &StepId) -> bool {
        self.lock().contains(&(change, step.clone()))
    }

    fn remove(&self, change: ChangeId, step: &StepId) {
        self.lock().remove(&(change, step.clone()));
    }
}

/// What the runner sees of us while it works.
struct Watched<'a> {
    engine: &'a Engine,
    change: ChangeId,
    step: &'a StepId,
    direction: Direction,
}

impl Live for Watched<'_> {
    fn output(&self, text: &str) {
        self.engine.bus.tell(&Notice::Output {
            change: self.change,
            step: self.step.clone(),
            text: Arc::from(text),
        });
    }

    fn called_off(&self) -> bool {
        self.direction == Direction::Forward && self.engine.called_off.has(self.change, self.step)
    }
}

/// Carries out a step's job. None when it stays to be done after a restart.
pub(crate) fn step(engine: &Engine, change: ChangeId, job: &NewJob) -> Option<Command> {
    let body: StepJob = match serde_json::from_value(job.body.clone()) {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%change, %error, "a step's job cannot be read");
            return None;
        }
    };
    // A disk that fails for a moment must not leave the job to the next start: nobody would go on with the run.
    let cached = loop {
        match engine.load(change) {
            Ok(cached) => break cached,
            Err(error) => {
                tracing::error!(%change, %error, "the change of a job cannot be read");
                let may_pass = matches!(error, ExecuteError::Store(_));
                if !may_pass || engine.stopping.load(Ordering::SeqCst) {
                    return None;
                }
                engine.clock.pause(READ_AGAIN);
            }
        }
    };
    let mut report = report_of(engine, &cached.change, cached.version, &body);
    shorten(engine, &mut report);
    if body.direction == Direction::Forward {
        engine.called_off.remove(change, &body.step);
    }
    Some(Command::RecordOutcome(RecordOutcome {
        step: body.step,
        direction: body.direction,
        attempt: body.attempt,
        outcome: report.outcome,
        before: report.before,
        output: report.output,
        output_sha256: report.output_sha256,
        evidence: report.evidence,
    }))
}

/// Keeps an excerpt of long output in the event and stores the whole by its digest, because an event is a ledger leaf.
fn shorten(engine: &Engine, report: &mut Report) {
    if let Outcome::Failed { message, .. } | Outcome::Unknown { message } = &mut report.outcome {
        *message = excerpt(message, MESSAGE_BYTES_MAX);
    }
    if report.output.len() <= EXCERPT_BYTES_MAX {
        return;
    }
    match engine.store.put_blob(report.output.as_bytes()) {
        Ok(digest) => report.output_sha256 = report.output_sha256.or(Some(digest)),
        Err(error) => {
            tracing::warn!(%error, "a step's output could not be stored and is kept as an excerpt only");
        }
    }
    report.output = excerpt(&report.output, EXCERPT_BYTES_MAX);
}

/// Head and tail of a text, with a mark between them.
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

fn report_of(engine: &Engine, change: &Change, version: u64, job: &StepJob) -> Report {
    let in_flight =
        change.run.in_flight.iter().any(|f| {
            f.step == job.step && f.direction == job.direction && f.attempt == job.attempt
        });
    let step = change.plan.steps.iter().find(|step| step.id == job.step);
    let (true, Some(step)) = (in_flight, step) else {
        // Recorded as an outcome that came too late.
        return Outcome::NotStarted.into();
    };
    if job.direction == Direction::Forward && is_called_off(change) {
        engine
            .called_off
            .add(change.id, std::slice::from_ref(&job.step));
    }
    let live = Watched {
        engine,
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
    engine
        .runner
        .run(&attempt(engine, change, version, step, job), &live)
}

/// Whether running forward steps are to be killed: also after a restart, when nobody remembers the order to do so.
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

fn attempt(engine: &Engine, change: &Change, version: u64, step: &Step, job: &StepJob) -> Attempt {
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
            // A manual step is checked after its report; any other is looked at by its probe.
            step.probe
                .iter()
                .chain(&step.check)
                .take(1)
                .cloned()
                .collect()
        }
        Direction::Undo => {
            // By contract: an undo may run any number of times.
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
            change.plan.after_back_out.clone()
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
        dir: engine
            .options
            .runs_dir
            .join(change.id.to_string())
            .join(format!("{}-{word}-{}", step.id, job.attempt)),
    }
}
