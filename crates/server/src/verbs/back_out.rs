//! `back_out`: undoes what was done.

use placet_domain::change::Command;

use super::form::{Form, Widget, runs};
use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "back_out",
        "Undoes what was done.",
        Scope::Write,
        Command::BackOut,
    )
    .fields([required("reason", Kind::Text, "Why.")])
    .form(Form::new("Roll back", |look, _| runs(look)).input("reason", Widget::Area("Why")))
}
