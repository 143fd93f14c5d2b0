//! `POST /api/v1/changes/{number}/pause`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![required("reason", "string", "Why.")]);
    Verb::new(
        "pause",
        "Holds back further forward steps.",
        Scope::Write,
        body,
        Command::Pause,
    )
}
