//! `POST /api/v1/changes/{number}/defer`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, optional, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required("reason", "string", "Why."),
        optional(
            "digest",
            "digest",
            "The digest it is about; the current one when missing.",
        ),
    ]);
    Verb::new(
        "defer",
        "Puts the decision off.",
        Scope::Approve,
        body,
        Command::Defer,
    )
}
