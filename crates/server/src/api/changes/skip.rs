//! `POST /api/v1/changes/{number}/skip`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, optional};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        optional("step", "name", "Which step."),
        defaulted("reason", "string", "Why."),
    ]);
    Verb::new(
        "skip",
        "Leaves a step out, or takes over a failed undo.",
        Scope::Write,
        body,
        Command::Skip,
    )
}
