//! `POST /api/v1/changes/{number}/schedule`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, optional, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required("start", "time", "First instant."),
        optional(
            "end",
            "time",
            "First instant after it; from the plan's estimate when missing.",
        ),
    ]);
    Verb::new(
        "schedule",
        "Plans the implementation for a time.",
        Scope::Write,
        body,
        Command::Schedule,
    )
}
