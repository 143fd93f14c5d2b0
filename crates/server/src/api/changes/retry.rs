//! `POST /api/v1/changes/{number}/retry`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, optional};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        optional(
            "step",
            "name",
            "Which step; the checks after the back-out when missing.",
        ),
        defaulted("reason", "string", "Why."),
    ]);
    Verb::new(
        "retry",
        "Orders a step, an undo or the checks after a back-out anew.",
        Scope::Write,
        body,
        Command::Retry,
    )
}
