//! `retry`: runs a step, an undo or the checks after a back-out again.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, optional};

pub(super) fn verb() -> Verb {
    Verb::new(
        "retry",
        "Runs a step, an undo or the checks after a back-out again.",
        Scope::Write,
        Command::Retry,
    )
    .fields([
        optional(
            "step",
            Kind::Name,
            "Which step; the checks after the back-out when missing.",
        ),
        defaulted("reason", Kind::Text, "Why."),
    ])
}
