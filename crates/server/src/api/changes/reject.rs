//! `POST /api/v1/changes/{number}/reject`.

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
        "reject",
        "Rejects; one rejection ends the round.",
        Scope::Approve,
        body,
        Command::Reject,
    )
}
