//! `POST /api/v1/changes/{number}/assess`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, optional};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        defaulted(
            "fields",
            "fields",
            "Values for the fields that the risk engines read.",
        ),
        optional("level", "string", "A level to raise to."),
        defaulted("reason", "string", "Why."),
    ]);
    Verb::new(
        "assess",
        "Records what the risk engines need, or raises the level with a reason.",
        Scope::Write,
        body,
        Command::Assess,
    )
}
