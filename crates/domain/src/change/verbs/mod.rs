//! One file for each verb of people. Each says who may, what must hold, and what happens.

pub(super) mod abort;
pub(super) mod abstain;
pub(super) mod approve;
pub(super) mod assess;
pub(super) mod back_out;
pub(super) mod cancel;
pub(super) mod close;
pub(super) mod comment;
pub(super) mod condition;
pub(super) mod defer;
pub(super) mod deviation;
pub(super) mod edit;
pub(super) mod evidence;
pub(super) mod hold;
pub(super) mod open;
pub(super) mod pause;
pub(super) mod record;
pub(super) mod record_outcome;
pub(super) mod record_step;
pub(super) mod reject;
pub(super) mod release;
pub(super) mod resume;
pub(super) mod retry;
pub(super) mod review;
pub(super) mod schedule;
pub(super) mod skip;
pub(super) mod start;
pub(super) mod submit;
pub(super) mod tick;
pub(super) mod verify;

use super::facts::Facts;
use crate::plan::TEXT_BYTES_MAX;
use placet_language::codes::Code;
use placet_language::ids::StepId;
use placet_language::process::Class;
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// 000, Z8: a requester with an emergency that was not ratified may not open or submit another, if the process says so.
fn emergency_allowed(class: Class, facts: &Facts<'_>) -> Result<(), Rejection> {
    let overdue = &facts.process.approvals.overdue;
    if class != Class::Emergency || !overdue.blocks_requester || facts.others.unsettled.is_empty() {
        return Ok(());
    }
    Err(Rejection::one(
        RejectionKind::Denied,
        Reason::new(
            Code::EmergencyBlocked,
            format!(
                "the approval after implementation of {} is late or was refused",
                facts.others.unsettled.join(", ")
            ),
            "have it settled before you open another emergency change",
        )
        .from(&overdue.from),
    ))
}

/// A text that a person must give: present, and not endless.
pub(super) fn text(place: &str, text: &str) -> Result<(), Rejection> {
    if text.trim().is_empty() {
        return invalid(
            place,
            Code::TextMissing,
            format!("`{place}` is empty"),
            "say why in a sentence",
        );
    }
    optional_text(place, text)
}

/// A text that a person may give.
fn optional_text(place: &str, text: &str) -> Result<(), Rejection> {
    if text.len() > TEXT_BYTES_MAX {
        let message = format!(
            "`{place}` has {} bytes, more than {TEXT_BYTES_MAX}",
            text.len()
        );
        return invalid(
            place,
            Code::TextTooLong,
            message,
            "shorten it, or attach it as evidence",
        );
    }
    Ok(())
}

/// Refuses a step that the plan does not have.
pub(super) fn no_such_step(step: &StepId) -> Result<(), Rejection> {
    invalid(
        "step",
        Code::NoSuchStep,
        format!("the plan has no step `{step}`"),
        "use the id of a step of the plan",
    )
}

pub(super) fn invalid(
    place: &str,
    code: Code,
    message: String,
    hint: &str,
) -> Result<(), Rejection> {
    Err(Rejection::one(
        RejectionKind::Invalid,
        Reason::new(code, message, hint).at(place),
    ))
}
