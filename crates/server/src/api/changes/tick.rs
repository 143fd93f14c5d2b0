//! `POST /api/v1/changes/{number}/tick`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required("checklist", "string", "Which checklist."),
        defaulted(
            "tasks",
            "texts",
            "Tasks by their text; all of them when empty.",
        ),
        defaulted("note", "string", "A note kept with them."),
    ]);
    Verb::new(
        "tick",
        "Ticks tasks of a checklist.",
        Scope::Write,
        body,
        Command::Tick,
    )
}
