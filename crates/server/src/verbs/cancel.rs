//! `cancel`: ends the change before implementation.

use placet_domain::change::Command;
use placet_domain::process::Move;

use super::form::{Form, Widget, may_move};
use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "cancel",
        "Ends the change before implementation.",
        Scope::Write,
        Command::Cancel,
    )
    .fields([required("reason", Kind::Text, "Why.")])
    .form(
        Form::new("Cancel the change", |look, _| may_move(look, Move::Cancel))
            .input("reason", Widget::Area("Why")),
    )
}
