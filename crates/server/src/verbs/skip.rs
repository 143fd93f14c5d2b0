//! `skip`: leaves a step out, or takes over a failed undo.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, optional};

pub(super) fn verb() -> Verb {
    Verb::new(
        "skip",
        "Leaves a step out, or takes over a failed undo.",
        Scope::Write,
        Command::Skip,
    )
    .fields([
        optional("step", Kind::Name, "Which step."),
        defaulted("reason", Kind::Text, "Why."),
    ])
}
