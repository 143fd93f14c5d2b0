//! `POST /api/v1/changes/{number}/release`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![required("reason", "string", "Why.")]);
    Verb::new(
        "release",
        "Ends a hold.",
        Scope::Write,
        body,
        Command::Release,
    )
}
