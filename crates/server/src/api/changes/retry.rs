//! `POST /api/v1/changes/{number}/retry`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, optional};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        optional(
            "step",
            "string",
            "Which step; the checks after the back-out when missing.",
        ),
        optional("reason", "string", "Why."),
    ]);
    Verb::new(
        "retry",
        "Orders a step, an undo or the checks after a back-out anew.",
        Scope::Write,
        body,
        Command::Retry,
    )
}
