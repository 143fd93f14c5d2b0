//! `reject`: rejects the change; one rejection ends the round.

use placet_domain::change::Command;

use super::form::{Form, Widget, may_answer};
use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, optional, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "reject",
        "Rejects the change; one rejection ends the round.",
        Scope::Approve,
        Command::Reject,
    )
    .fields([
        required("reason", Kind::Text, "Why."),
        optional(
            "digest",
            Kind::Digest,
            "The digest it is about; the current one when missing.",
        ),
    ])
    .form(
        Form::new("Reject", may_answer)
            .input("digest", Widget::Digest)
            .input("reason", Widget::Area("Why")),
    )
}
