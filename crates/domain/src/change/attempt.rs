//! Attempts: how one begins, when a further one may begin, and when a person is asked instead.

use jiff::Timestamp;

use super::authority::unauthorized;
use super::decision::Decision;
use super::event::Event;
use crate::plan::{Part, RunStatus, Step, StepStatus};

/// Records that an attempt begins.
pub(super) fn begin(d: &mut Decision<'_>, part: &Part) {
    begin_not_before(d, part, None);
}

/// Records that an attempt begins, and not before an instant.
pub(super) fn begin_not_before(d: &mut Decision<'_>, part: &Part, not_before: Option<Timestamp>) {
    let begun = match part {
        Part::OfStep { step, way } => d.change.run.step(step).attempts_of(*way),
        Part::Checks => d.change.run.check_attempts,
    };
    if let Some((step, direction)) = part.written(&d.change.request.plan) {
        d.emit(Event::StepStarted {
            step,
            direction,
            attempt: begun + 1,
            not_before,
        });
    }
}

/// Begins a further attempt of a step. It is authorized like the first; the run pauses if it is not.
pub(super) fn begin_again(d: &mut Decision<'_>, step: &Step) {
    let implementer = d.change.carried_out_by();
    let reasons = unauthorized(&d.change, d.facts, implementer);
    if let Some(first) = reasons.first() {
        d.emit(Event::RunPaused {
            reason: first.message.clone(),
        });
        return;
    }
    let not_before = after_pause(d, step);
    begin_not_before(d, &Part::forward(&step.id), not_before);
}

/// Returns the instant before which a further attempt of a step does not begin.
pub(super) fn after_pause(d: &Decision<'_>, step: &Step) -> Option<Timestamp> {
    d.facts.now.checked_add(step.retry_pause.0).ok()
}

/// Halts the run if the outcome of one of its steps is unknown.
pub(super) fn ask_about_unknown(d: &mut Decision<'_>) {
    let unknown = d.change.request.plan.steps.iter().find_map(|step| {
        let part = d.change.run.steps.get(&step.id)?;
        (part.status == StepStatus::Unknown).then(|| (step.clone(), part.message.clone()))
    });
    if let Some((step, message)) = unknown {
        halt_for(d, &step, &message);
    }
}

/// Halts a forward run until a person has found out what a step did.
pub(super) fn halt_for(d: &mut Decision<'_>, step: &Step, message: &str) {
    if d.change.run.status == RunStatus::Forward {
        d.emit(Event::RunHalted {
            reason: format!("the outcome of `{}` is unknown: {message}", step.id),
        });
    }
}
