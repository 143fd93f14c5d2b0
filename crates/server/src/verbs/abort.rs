//! `abort`: stops everything now, running steps included, and backs out.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "abort",
        "Stops everything now, running steps included, and backs out.",
        Scope::Write,
        Command::Abort,
    )
    .fields([required("reason", Kind::Text, "Why.")])
}
