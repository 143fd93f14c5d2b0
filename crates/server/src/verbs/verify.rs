//! `verify`: records the verification.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted};

pub(super) fn verb() -> Verb {
    Verb::new(
        "verify",
        "Records the verification.",
        Scope::Write,
        Command::Verify,
    )
    .fields([defaulted("fields", Kind::Fields, "Field values.")])
}
