//! `POST /api/v1/changes/{number}/back-out`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![required("reason", "string", "Why.")]);
    Verb::new(
        "back_out",
        "Undoes what was done.",
        Scope::Write,
        body,
        Command::BackOut,
    )
}
