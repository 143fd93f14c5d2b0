//! `record_step`: reports a manual step, or a manual undo, as done or not done.

use super::optional_text;
use crate::change::arguments::{Outcome, RecordOutcome, RecordStep};
use crate::change::attempt::begin;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::plan::{Part, manual_task};
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(
    d: &mut Decision<'_>,
    report: &RecordStep,
) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    optional_text("note", &report.note)?;
    let step = d
        .change
        .request
        .plan
        .steps
        .iter()
        .find(|step| step.id == report.step)
        .cloned();
    let Some(step) = step else {
        return super::no_such_step(&report.step);
    };
    let waiting = d
        .change
        .run
        .in_flight
        .iter()
        .find(|f| f.part().is_of(&step.id))
        .cloned();
    let task = waiting
        .as_ref()
        .and_then(|f| manual_task(&step, f.direction));
    let (Some(in_flight), Some(task)) = (waiting, task) else {
        return Err(Rejection::one(
            RejectionKind::WrongState,
            Reason::new(
                Code::StepDoesNotWait,
                format!("step `{}` does not wait for a person's report", step.id),
                "only manual steps that have begun are reported",
            )
            .at("step"),
        ));
    };
    if let Some(role) = &task.by {
        d.may(&[role.to_string()], "record_step")?;
    }
    // A task with a check counts as done when the check passes.
    if report.succeeded && in_flight.part() == Part::forward(&step.id) && step.check.is_some() {
        d.emit(Event::StepReported {
            step: step.id.clone(),
            attempt: in_flight.attempt,
            note: report.note.clone(),
        });
        begin(d, &Part::probe(&step.id));
        return Ok(());
    }
    let note = format!(
        "`{person}`: {}",
        if report.note.is_empty() {
            "done"
        } else {
            &report.note
        }
    );
    let result = if report.succeeded {
        Outcome::Succeeded
    } else {
        Outcome::Failed {
            message: note.clone(),
            give_up: true,
        }
    };
    super::record_outcome::decide(
        d,
        &RecordOutcome {
            output: note,
            ..RecordOutcome::bare(
                step.id.clone(),
                in_flight.direction,
                in_flight.attempt,
                result,
            )
        },
    );
    Ok(())
}
