//! `schedule`: plans the implementation for a time.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, optional, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "schedule",
        "Plans the implementation for a time.",
        Scope::Write,
        Command::Schedule,
    )
    .fields([
        required("start", Kind::Time, "When it begins."),
        optional(
            "end",
            Kind::Time,
            "When it is over; from the plan's estimate when missing.",
        ),
    ])
}
