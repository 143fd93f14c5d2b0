//! `POST /api/v1/changes/{number}/record`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required("record", "string", "A key of the process's `records`."),
        defaulted("fields", "fields", "Field values."),
    ]);
    Verb::new(
        "record",
        "Fills in a record that no other verb fills.",
        Scope::Write,
        body,
        Command::Record,
    )
}
