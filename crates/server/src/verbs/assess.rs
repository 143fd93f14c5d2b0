//! `assess`: records what the risk engines need, or raises the level with a reason.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, optional};

pub(super) fn verb() -> Verb {
    Verb::new(
        "assess",
        "Records what the risk engines need, or raises the level with a reason.",
        Scope::Write,
        Command::Assess,
    )
    .fields([
        defaulted(
            "fields",
            Kind::Fields,
            "Values for the fields that the risk engines read.",
        ),
        optional("level", Kind::Text, "A level to raise to."),
        defaulted("reason", Kind::Text, "Why."),
    ])
}
