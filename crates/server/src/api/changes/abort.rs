//! `POST /api/v1/changes/{number}/abort`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![required("reason", "string", "Why.")]);
    Verb::new(
        "abort",
        "Stops everything now, running steps included, and backs out.",
        Scope::Write,
        body,
        Command::Abort,
    )
}
