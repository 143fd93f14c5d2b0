//! `record`: fills in a record that no other verb fills.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "record",
        "Fills in a record that no other verb fills.",
        Scope::Write,
        Command::Record,
    )
    .fields([
        required("record", Kind::Text, "A key of the process's `records`."),
        defaulted("fields", Kind::Fields, "Field values."),
    ])
}
