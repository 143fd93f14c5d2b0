//! `record_step`: reports a manual step.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "record_step",
        "Reports a manual step.",
        Scope::Write,
        Command::RecordStep,
    )
    .fields([
        required("step", Kind::Name, "Which step."),
        required("succeeded", Kind::Boolean, "Whether it was done."),
        defaulted("note", Kind::Text, "What was done or why not."),
    ])
}
