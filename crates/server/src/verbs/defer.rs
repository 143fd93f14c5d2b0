//! `defer`: postpones the decision.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, optional, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "defer",
        "Postpones the decision.",
        Scope::Approve,
        Command::Defer,
    )
    .fields([
        required("reason", Kind::Text, "Why."),
        optional(
            "digest",
            Kind::Digest,
            "The digest it is about; the current one when missing.",
        ),
    ])
}
