//! `deviation`: records a deviation from the plan.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, optional, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "deviation",
        "Records a deviation from the plan.",
        Scope::Write,
        Command::Deviation,
    )
    .fields([
        required("text", Kind::Text, "What was different and why."),
        optional("step", Kind::Name, "The step it concerns."),
    ])
}
