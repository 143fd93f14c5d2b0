//! `record_outcome`: records what an attempt came to, as a runner or a person reported it.

use placet_teeth::{Bug, planted};

use crate::change::arguments::{Outcome, RecordOutcome};
use crate::change::attempt::{after_pause, begin, begin_again, begin_not_before, halt_for};
use crate::change::back_out::finish_back_out;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::plan::{Action, Part, RunStatus, Step, Way};
use placet_language::process::Move;

/// Attempts of one undo before a person is asked.
const UNDO_ATTEMPTS_MAX: u32 = 3;
/// Further attempts of an idempotent step whose outcome is unknown, beside its own retries.
const UNKNOWN_ATTEMPTS_MAX: u32 = 20;

/// Records an outcome, and the further attempt that it calls for. The outcome of an attempt that is not in flight is kept
/// and changes nothing.
pub(in crate::change) fn decide(d: &mut Decision<'_>, report: &RecordOutcome) {
    let part = Part::of(&report.step, report.direction);
    let any_attempt = planted(Bug::OldOutcomeTaken);
    let mut in_flight = d.change.run.in_flight.iter();
    let in_flight =
        in_flight.any(|f| f.part() == part && (f.attempt == report.attempt || any_attempt));
    let plan = d.change.request.plan.clone();
    let step = plan.steps.iter().find(|s| part.is_of(&s.id));
    match (in_flight, part, step) {
        (true, Part::Checks, _) => checks(d, report),
        (true, Part::OfStep { way, .. }, Some(step)) => match way {
            Way::Forward => forward(d, step, report),
            Way::Probe => probe(d, step, report),
            Way::Undo => undo(d, step, report),
        },
        (false, ..) | (true, Part::OfStep { .. }, None) => d.emit(Event::OutcomeIgnored {
            step: report.step.clone(),
            direction: report.direction,
            attempt: report.attempt,
            outcome: report.outcome.clone(),
        }),
    }
}

fn succeeded(d: &mut Decision<'_>, report: &RecordOutcome) {
    d.emit(Event::StepSucceeded {
        step: report.step.clone(),
        attempt: report.attempt,
        before: report.before.clone(),
        output: report.output.clone(),
        output_sha256: report.output_sha256,
    });
    attach_evidence(d, report);
}

fn failed(d: &mut Decision<'_>, report: &RecordOutcome, message: &str) {
    d.emit(Event::StepFailed {
        step: report.step.clone(),
        attempt: report.attempt,
        message: message.to_owned(),
        before: report.before.clone(),
        output: report.output.clone(),
        output_sha256: report.output_sha256,
    });
    attach_evidence(d, report);
}

fn attach_evidence(d: &mut Decision<'_>, report: &RecordOutcome) {
    if let Some(evidence) = &report.evidence {
        d.emit(Event::EvidenceAttached {
            evidence: evidence.clone(),
        });
    }
}

fn not_started(d: &mut Decision<'_>, report: &RecordOutcome) {
    d.emit(Event::StepNotStarted {
        step: report.step.clone(),
        direction: report.direction,
        attempt: report.attempt,
    });
}

fn unknown(d: &mut Decision<'_>, report: &RecordOutcome, message: &str) {
    d.emit(Event::OutcomeUnknown {
        step: report.step.clone(),
        direction: report.direction,
        attempt: report.attempt,
        message: message.to_owned(),
    });
}

fn forward(d: &mut Decision<'_>, step: &Step, report: &RecordOutcome) {
    let used = report
        .attempt
        .saturating_sub(d.change.run.step(&step.id).attempts_before_order);
    // A paused run or one that is being undone begins no further attempt.
    let going_on = (d.change.run.status == RunStatus::Forward || planted(Bug::ForwardAfterBackOut))
        && !d.change.run.paused
        && d.change.held.is_none();
    match &report.outcome {
        Outcome::Succeeded => succeeded(d, report),
        Outcome::NotStarted => not_started(d, report),
        Outcome::Failed { message, give_up } => {
            failed(d, report, message);
            if going_on && step.idempotent && !give_up && used <= u32::from(step.retries) {
                begin_again(d, step);
            }
        }
        Outcome::Unknown { message } => {
            unknown(d, report, message);
            if going_on
                && (step.idempotent || planted(Bug::UnknownRepeated))
                && used <= u32::from(step.retries).max(UNKNOWN_ATTEMPTS_MAX)
            {
                begin_again(d, step);
            } else if step.probe.is_some() && going_on {
                begin(d, &Part::probe(&step.id));
            } else {
                halt_for(d, step, message);
            }
        }
    }
}

fn probe(d: &mut Decision<'_>, step: &Step, report: &RecordOutcome) {
    let manual = matches!(step.action, Action::Task(_));
    match &report.outcome {
        Outcome::Succeeded => succeeded(d, report),
        // The check of a manual step failed: it was done, and it did not work.
        Outcome::Failed { message, .. } if manual => failed(d, report, message),
        Outcome::Failed { .. } => not_started(d, report),
        // Nobody has looked yet, so nothing is known, least of all that the step did nothing.
        Outcome::NotStarted => {
            let message = "the probe was not begun";
            unknown(d, report, message);
            let forward = d.change.run.status == RunStatus::Forward;
            if forward && report.attempt <= UNKNOWN_ATTEMPTS_MAX {
                begin(d, &Part::probe(&step.id));
            } else {
                halt_for(d, step, message);
            }
        }
        Outcome::Unknown { message } => {
            unknown(d, report, message);
            halt_for(d, step, message);
        }
    }
}

fn undo(d: &mut Decision<'_>, step: &Step, report: &RecordOutcome) {
    let used = report
        .attempt
        .saturating_sub(d.change.run.step(&step.id).undo_attempts_before_order);
    match &report.outcome {
        Outcome::Succeeded => d.emit(Event::StepUndone {
            step: step.id.clone(),
            attempt: report.attempt,
            output: report.output.clone(),
        }),
        Outcome::NotStarted => not_started(d, report),
        Outcome::Failed { message, .. } | Outcome::Unknown { message } => {
            d.emit(Event::UndoFailed {
                step: step.id.clone(),
                attempt: report.attempt,
                message: message.clone(),
                output: report.output.clone(),
            });
            // An undo is idempotent by contract, so an unknown outcome is tried again like a failed one.
            if used < UNDO_ATTEMPTS_MAX {
                let not_before = after_pause(d, step);
                begin_not_before(d, &Part::undo(&step.id), not_before);
            }
        }
    }
}

fn checks(d: &mut Decision<'_>, report: &RecordOutcome) {
    match &report.outcome {
        Outcome::Succeeded => finish_back_out(d),
        Outcome::Failed { .. } if planted(Bug::FailedCheckIgnored) => finish_back_out(d),
        Outcome::NotStarted => {
            not_started(d, report);
            begin(d, &Part::Checks);
        }
        Outcome::Failed { message, .. } | Outcome::Unknown { message } => {
            d.emit(Event::BackoutStuck {
                reason: format!("the checks after the back-out failed: {message}"),
            });
            d.move_if_possible(Move::Stuck);
        }
    }
}
