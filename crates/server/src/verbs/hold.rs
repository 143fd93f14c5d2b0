//! `hold`: holds the change beside its state.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "hold",
        "Holds the change beside its state.",
        Scope::Write,
        Command::Hold,
    )
    .fields([required("reason", Kind::Text, "Why.")])
}
