//! `POST /api/v1/changes/{number}/comment`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![required("text", "string", "Markdown.")]);
    Verb::new(
        "comment",
        "Adds to the discussion.",
        Scope::Write,
        body,
        Command::Comment,
    )
}
