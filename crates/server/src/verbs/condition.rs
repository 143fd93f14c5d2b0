//! `condition`: reports a condition of an approval as met.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "condition",
        "Reports a condition of an approval as met.",
        Scope::Write,
        Command::Condition,
    )
    .fields([
        required("number", Kind::Integer, "Its number, from 1."),
        defaulted("note", Kind::Text, "How it was met."),
    ])
}
