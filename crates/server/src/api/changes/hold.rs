//! `POST /api/v1/changes/{number}/hold`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![required("reason", "string", "Why.")]);
    Verb::new(
        "hold",
        "Holds the change beside its state.",
        Scope::Write,
        body,
        Command::Hold,
    )
}
