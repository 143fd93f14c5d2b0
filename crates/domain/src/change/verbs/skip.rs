//! `skip`: leaves a step out, or takes over an undo that failed, with a reason.

use super::text;
use crate::change::arguments::OfStep;
use crate::change::back_out::finish_back_out;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::plan::{RunStatus, StepStatus, still_to_undo};
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, skip: &OfStep) -> Result<(), Rejection> {
    d.person()?;
    text("reason", &skip.reason)?;
    let Some(step) = skip.step.clone() else {
        return skip_checks(d, &skip.reason);
    };
    if !d
        .change
        .request
        .plan
        .steps
        .iter()
        .any(|known| known.id == step)
    {
        return super::no_such_step(&step);
    }
    let part = d.change.run.step(&step);
    let status = part.status;
    let in_flight = d.change.run.in_flight.iter().any(|f| f.part().is_of(&step));
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
                Code::StepCannotBeSkipped,
                format!("step `{step}` cannot be skipped now"),
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
    let undone = still_to_undo(&d.change.request.plan, &d.change.run).is_empty();
    if d.change.run.status != RunStatus::Stuck || !undone {
        return Err(Rejection::one(
            RejectionKind::WrongState,
            Reason::new(
                Code::NoChecksToSkip,
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
