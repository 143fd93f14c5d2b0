//! `skip`: leaves a step out, or takes over an undo that failed, with a reason.

use super::text;
use crate::change::arguments::OfStep;
use crate::change::back_out::finish_back_out;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::plan::{RunStatus, StepStatus, still_to_undo};
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, skip: &OfStep) -> Result<(), Rejection> {
    d.person()?;
    text("reason", &skip.reason)?;
    if skip.step.is_none() {
        return skip_checks(d, &skip.reason);
    }
    let step = skip
        .step
        .clone()
        .filter(|id| d.change.plan.steps.iter().any(|step| step.id == *id));
    let Some(step) = step else {
        return super::invalid(
            "step",
            "no_such_step",
            "the plan has no such step".to_owned(),
            "name a step of the plan",
        );
    };
    let part = d.change.run.step(&step);
    let status = part.status;
    let in_flight = d.change.run.in_flight.iter().any(|f| f.step == step);
    let possible = !in_flight
        && match d.change.run.status {
            RunStatus::Forward | RunStatus::Halted => {
                matches!(
                    status,
                    StepStatus::Pending | StepStatus::Failed | StepStatus::Unknown
                )
            }
            RunStatus::Stuck => {
                matches!(status, StepStatus::UndoFailed | StepStatus::Succeeded)
                    || part.is_partly_done()
            }
            _ => false,
        };
    if !possible {
        return Err(Rejection::one(
            RejectionKind::WrongState,
            Reason::new(
                "step_cannot_be_skipped",
                format!("step `{step}` cannot be skipped as it is now"),
                "a step can be skipped before it began, after it failed, or when its undo is stuck",
            )
            .at("step"),
        ));
    }
    d.emit(Event::StepSkipped {
        step,
        reason: skip.reason.clone(),
    });
    Ok(())
}

/// Without a step: the checks after a back-out that cannot pass. The person says why, and the back-out has its end.
fn skip_checks(d: &mut Decision<'_>, reason: &str) -> Result<(), Rejection> {
    let undone = still_to_undo(&d.change.plan, &d.change.run).is_empty();
    if d.change.run.status != RunStatus::Stuck || !undone {
        return Err(Rejection::one(
            RejectionKind::WrongState,
            Reason::new(
                "no_checks_to_skip",
                "no checks after a back-out are stuck",
                "name a step, or wait until everything is undone",
            )
            .at("step"),
        ));
    }
    d.emit(Event::ChecksSkipped {
        reason: reason.to_owned(),
    });
    finish_back_out(d);
    Ok(())
}
