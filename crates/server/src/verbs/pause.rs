//! `pause`: holds back further forward steps.

use placet_domain::change::Command;

use super::form::{Form, Widget};
use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "pause",
        "Holds back further forward steps.",
        Scope::Write,
        Command::Pause,
    )
    .fields([required("reason", Kind::Text, "Why.")])
    .form(
        Form::new("Pause", |look, _| {
            look.change.run.goes_forward() && !look.change.run.paused
        })
        .input("reason", Widget::Area("Why")),
    )
}
