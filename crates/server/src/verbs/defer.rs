//! `defer`: puts the decision off.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, optional, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "defer",
        "Puts the decision off.",
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
