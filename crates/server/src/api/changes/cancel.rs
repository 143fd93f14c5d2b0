//! `POST /api/v1/changes/{number}/cancel`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![required("reason", "string", "Why.")]);
    Verb::new(
        "cancel",
        "Ends the change before implementation.",
        Scope::Write,
        body,
        Command::Cancel,
    )
}
