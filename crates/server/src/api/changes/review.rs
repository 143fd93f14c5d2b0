//! `POST /api/v1/changes/{number}/review`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required(
            "kind",
            "string",
            "Which review, a key of the process's `reviews`.",
        ),
        required("passed", "boolean", "Whether the reviewer has it go on."),
        defaulted("ticked", "texts", "Items ticked, by their text."),
        defaulted("recommendations", "string", "What should be done."),
        defaulted(
            "fields",
            "fields",
            "Further fields, as `records.review` asks for.",
        ),
    ]);
    Verb::new(
        "review",
        "Records a review.",
        Scope::Write,
        body,
        Command::Review,
    )
}
