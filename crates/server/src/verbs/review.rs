//! `review`: records a review.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, required};

pub(super) fn verb() -> Verb {
    Verb::new("review", "Records a review.", Scope::Write, Command::Review).fields([
        required(
            "kind",
            Kind::Text,
            "Which review, a key of the process's `reviews`.",
        ),
        required(
            "passed",
            Kind::Boolean,
            "Whether the reviewer lets the change go on.",
        ),
        defaulted("ticked", Kind::Texts, "Items ticked, by their text."),
        defaulted("recommendations", Kind::Text, "What should be done."),
        defaulted(
            "fields",
            Kind::Fields,
            "Further fields that `records.review` asks for.",
        ),
    ])
}
