//! `open`: records a new change as a draft.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, optional, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "open",
        "Records a new change as a draft.",
        Scope::Write,
        Command::Open,
    )
    .fields([
        required("process", Kind::Name, "The process it follows."),
        optional(
            "model",
            Kind::Name,
            "The model; found by the process's rules when missing.",
        ),
        defaulted(
            "fields",
            Kind::Fields,
            "Field values; `title` is one of them.",
        ),
        optional("plan", Kind::Plan, "What will run."),
    ])
}
