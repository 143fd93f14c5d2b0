//! `hold`: puts the change on hold; its state stays the same.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "hold",
        "Puts the change on hold; its state stays the same.",
        Scope::Write,
        Command::Hold,
    )
    .fields([required("reason", Kind::Text, "Why.")])
}
