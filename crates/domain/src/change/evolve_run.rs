//! From events to the state of the run.

use jiff::Timestamp;
use placet_teeth::{Bug, planted};

use super::event::Event;
use super::state::Change;
use crate::plan::{
    BackOutRun, Direction, InFlight, Part, Run, RunStatus, StepRun, StepStatus, Way,
};
use placet_language::ids::StepId;

/// Applies an event of the run; any other is left alone.
pub(super) fn apply(change: &mut Change, at: Timestamp, event: &Event) {
    let run = &mut change.run;
    match event {
        Event::ChangeStarted { digest, .. } => {
            run.status = RunStatus::Forward;
            run.digest = Some(*digest);
        }
        Event::StepStarted {
            step,
            direction,
            attempt,
            ..
        } => {
            begin(run, step, *direction, *attempt, at);
        }
        Event::StepSucceeded { step, before, .. } => {
            keep_first(end(run, step, at, StepStatus::Succeeded, ""), before);
        }
        Event::StepFailed {
            step,
            before,
            message,
            ..
        } => {
            keep_first(end(run, step, at, StepStatus::Failed, message), before);
        }
        Event::StepReported { step, attempt, .. } => {
            land(run, &Part::forward(step), *attempt);
            // The step still runs until its check has an outcome.
            run.steps.entry(step.clone()).or_default().touched = true;
        }
        Event::StepNotStarted {
            step,
            direction,
            attempt,
        } => {
            let part = Part::of(step, *direction);
            land(run, &part, *attempt);
            if let Part::OfStep { step, way } = part
                && let Some(of_step) = run.steps.get_mut(&step)
            {
                of_step.status = match way {
                    Way::Undo => StepStatus::Succeeded,
                    Way::Forward | Way::Probe => StepStatus::Pending,
                };
                // The probe found that the step's effect is not there.
                of_step.touched &= way != Way::Probe;
            }
        }
        Event::OutcomeUnknown { step, message, .. } => {
            end(run, step, at, StepStatus::Unknown, message);
        }
        Event::StepSkipped { step, reason } => {
            let undoing = run.back_out.is_some();
            let status = if undoing {
                StepStatus::UndoSkipped
            } else {
                StepStatus::Skipped
            };
            let part = run.steps.entry(step.clone()).or_default();
            part.status = status;
            part.message.clone_from(reason);
            resume_from_halt(run);
        }
        Event::StepOrdered { step, .. } => {
            let undoing = run.back_out.is_some();
            let part = run.steps.entry(step.clone()).or_default();
            part.attempts_before_order = part.attempts;
            part.undo_attempts_before_order = part.undo_attempts;
            if !undoing {
                part.status = StepStatus::Pending;
            }
            resume_from_halt(run);
        }
        // A pause holds back forward steps only; a back-out goes on.
        Event::RunPaused { .. } => run.paused = run.back_out.is_none(),
        Event::RunResumed => run.paused = false,
        Event::RunHalted { .. } => run.status = RunStatus::Halted,
        Event::RunFinished => run.status = RunStatus::Finished,
        Event::BackoutStarted {
            kind,
            trigger,
            scope,
            ..
        } => {
            run.status = RunStatus::BackingOut;
            run.paused = false;
            run.back_out = Some(BackOutRun {
                kind: *kind,
                trigger: trigger.clone(),
                scope: scope.clone(),
                started_at: at,
            });
        }
        Event::StepUndone { step, .. } => {
            end(run, step, at, StepStatus::Undone, "");
        }
        Event::UndoFailed { step, message, .. } => {
            end(run, step, at, StepStatus::UndoFailed, message);
        }
        Event::BackoutStuck { .. } => {
            run.status = RunStatus::Stuck;
            run.in_flight.retain(|f| f.part() != Part::Checks);
        }
        Event::BackoutFinished => {
            run.status = RunStatus::BackedOut;
            run.in_flight.clear();
        }
        _ => {}
    }
}

/// Keeps what was there before the first attempt that touched anything: a later attempt would record what an earlier
/// one left behind. An empty list says that nothing was touched.
fn keep_first(part: &mut StepRun, before: &serde_json::Value) {
    let nothing_yet = part.before.is_null() || part.before.as_array().is_some_and(Vec::is_empty);
    if (nothing_yet || planted(Bug::BeforeOverwritten)) && !before.is_null() {
        part.before = before.clone();
    }
}

/// A person's order ends a halt: the run goes on in the direction it had.
fn resume_from_halt(run: &mut Run) {
    run.status = match run.status {
        RunStatus::Halted => RunStatus::Forward,
        RunStatus::Stuck => RunStatus::BackingOut,
        other => other,
    };
}

/// Takes an attempt out of those in flight.
fn land(run: &mut Run, part: &Part, attempt: u32) {
    run.in_flight
        .retain(|f| f.attempt != attempt || f.part() != *part);
}

fn begin(run: &mut Run, step: &StepId, direction: Direction, attempt: u32, at: Timestamp) {
    run.in_flight.push(InFlight {
        step: step.clone(),
        direction,
        attempt,
    });
    let Part::OfStep { step, way } = Part::of(step, direction) else {
        run.check_attempts = attempt;
        run.status = RunStatus::Checking;
        return;
    };
    let part = run.steps.entry(step).or_default();
    part.started_at = Some(at);
    part.ended_at = None;
    match way {
        Way::Forward => {
            part.attempts = attempt;
            part.status = StepStatus::Running;
        }
        Way::Undo => {
            part.undo_attempts = attempt;
            part.status = StepStatus::Undoing;
        }
        Way::Probe => {
            part.probe_attempts = attempt;
            part.status = StepStatus::Running;
        }
    }
}

fn end<'a>(
    run: &'a mut Run,
    step: &StepId,
    at: Timestamp,
    status: StepStatus,
    message: &str,
) -> &'a mut StepRun {
    run.in_flight.retain(|f| !f.part().is_of(step));
    let part = run.steps.entry(step.clone()).or_default();
    part.status = status;
    part.touched |= status == StepStatus::Succeeded || !planted(Bug::HalfDoneNotUndone);
    part.ended_at = Some(at);
    message.clone_into(&mut part.message);
    part
}
