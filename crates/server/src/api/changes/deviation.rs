//! `POST /api/v1/changes/{number}/deviation`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, optional, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required("text", "string", "What was different and why."),
        optional("step", "name", "The step it concerns."),
    ]);
    Verb::new(
        "deviation",
        "Writes down a deviation from the plan.",
        Scope::Write,
        body,
        Command::Deviation,
    )
}
