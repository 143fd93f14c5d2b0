//! `tick`: ticks tasks of a checklist.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "tick",
        "Ticks tasks of a checklist.",
        Scope::Write,
        Command::Tick,
    )
    .fields([
        required("checklist", Kind::Text, "Which checklist."),
        defaulted(
            "tasks",
            Kind::Texts,
            "Tasks by their text; all of them when empty.",
        ),
        defaulted("note", Kind::Text, "A note kept with them."),
    ])
}
