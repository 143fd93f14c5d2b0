//! `POST /api/v1/changes/{number}/condition`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required("number", "integer", "Its number, from 1."),
        defaulted("note", "string", "How it was met."),
    ]);
    Verb::new(
        "condition",
        "Reports a condition of an approval as met.",
        Scope::Write,
        body,
        Command::Condition,
    )
}
