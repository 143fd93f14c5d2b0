//! `POST /api/v1/changes/{number}/approve`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required(
            "digest",
            "digest",
            "The digest of what is approved; another than the current one is refused.",
        ),
        defaulted(
            "phrase",
            "string",
            "The exact phrase, where the process asks for one.",
        ),
        defaulted("conditions", "texts", "What must be done before the start."),
        defaulted("ticked", "texts", "Items ticked, by their text."),
        defaulted("comment", "string", "A comment."),
    ]);
    Verb::new(
        "approve",
        "Approves exactly what the digest names.",
        Scope::Approve,
        body,
        Command::Approve,
    )
}
