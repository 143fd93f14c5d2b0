//! `retry`: a person orders a further attempt of a step, an undo, or the checks after a back-out.

use super::optional_text;
use crate::change::arguments::OfStep;
use crate::change::attempt::begin;
use crate::change::authority::unauthorized;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::plan::{Part, RunStatus, StepStatus, undone_before};
use placet_language::codes::Code;
use placet_language::ids::StepId;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, retry: &OfStep) -> Result<(), Rejection> {
    d.person()?;
    optional_text("reason", &retry.reason)?;
    let Some(step) = retry.step.clone() else {
        // Without a step: the checks after the back-out.
        let settled = crate::plan::still_to_undo(&d.change.request.plan, &d.change.run).is_empty();
        let stuck = d.change.run.status == RunStatus::Stuck;
        if !stuck || !settled || d.change.request.plan.after_back_out.is_empty() {
            return Err(not_possible("the checks after the back-out"));
        }
        begin(d, &Part::Checks);
        return Ok(());
    };
    let part = d.change.run.step(&step);
    match (d.change.run.status, part.status) {
        (RunStatus::Halted, StepStatus::Failed | StepStatus::Unknown) => {
            let implementer = d.change.carried_out_by();
            let mut reasons = unauthorized(&d.change, d.facts, implementer);
            // The person who paused the run may not be the one who orders the step.
            reasons.extend(d.change.run.paused.then(paused));
            Rejection::unless_empty(
                RejectionKind::Blocked,
                "the step may not run again",
                reasons,
            )?;
            d.emit(Event::StepOrdered {
                step: step.clone(),
                reason: retry.reason.clone(),
            });
            begin(d, &Part::forward(&step));
            Ok(())
        }
        (RunStatus::Stuck, status) if status == StepStatus::UndoFailed || part.is_partly_done() => {
            in_turn(d, &step)?;
            d.emit(Event::StepOrdered {
                step: step.clone(),
                reason: retry.reason.clone(),
            });
            begin(d, &Part::undo(&step));
            Ok(())
        }
        _ => Err(not_possible(&format!("step `{step}`"))),
    }
}

/// An order of a person does not put an undo before those of the steps that depend on it.
fn in_turn(d: &Decision<'_>, step: &StepId) -> Result<(), Rejection> {
    let first = undone_before(&d.change.request.plan, &d.change.run, step);
    if first.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = first.iter().map(|id| format!("`{id}`")).collect();
    let message = format!("the undo of `{step}` waits for {}", names.join(", "));
    let reason = Reason::new(Code::UndoWaits, message, "deal with those first");
    Err(Rejection::one(RejectionKind::Blocked, reason.at("step")))
}

fn paused() -> Reason {
    let hint = "resume the run first: `resume`";
    Reason::new(Code::RunPaused, "the run is paused", hint).at("run")
}

fn not_possible(what: &str) -> Rejection {
    Rejection::one(
        RejectionKind::WrongState,
        Reason::new(
            Code::CannotBeRetried,
            format!("{what} cannot be retried now"),
            "a step can be retried when the run has halted on it, or its undo is stuck",
        )
        .at("step"),
    )
}
