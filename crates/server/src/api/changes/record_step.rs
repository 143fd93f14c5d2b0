//! `POST /api/v1/changes/{number}/record-step`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required("step", "name", "Which step."),
        required("succeeded", "boolean", "Whether it was done."),
        defaulted("note", "string", "What was done or why not."),
    ]);
    Verb::new(
        "record_step",
        "Reports a manual step.",
        Scope::Write,
        body,
        Command::RecordStep,
    )
}
