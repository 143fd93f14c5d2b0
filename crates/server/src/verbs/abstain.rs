//! `abstain`: answers neither yes nor no.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, optional, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "abstain",
        "Answers neither yes nor no.",
        Scope::Approve,
        Command::Abstain,
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
