//! `POST /api/v1/changes/{number}/verify`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object};

pub(super) fn verb() -> Verb {
    let body = object(vec![defaulted("fields", "fields", "Field values.")]);
    Verb::new(
        "verify",
        "Records the verification.",
        Scope::Write,
        body,
        Command::Verify,
    )
}
