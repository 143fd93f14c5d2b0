//! `POST /api/v1/changes/{number}/approve`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, optional, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required(
            "digest",
            "digest",
            "The digest of what is approved; another than the current one is refused.",
        ),
        optional(
            "phrase",
            "string",
            "The exact phrase, where the process asks for one.",
        ),
        optional("conditions", "texts", "What must be done before the start."),
        optional("ticked", "texts", "Items ticked, by their text."),
        optional("comment", "string", "A comment."),
    ]);
    Verb::new(
        "approve",
        "Approves exactly what the digest names.",
        Scope::Approve,
        body,
        Command::Approve,
    )
}
