//! `submit`: asks for review and approval.

use placet_domain::change::Command;
use placet_domain::process::Move;

use super::form::{Form, may_move};
use super::verb::Verb;
use crate::auth::Scope;

pub(super) fn verb() -> Verb {
    Verb::bare(
        "submit",
        "Asks for review and approval.",
        Scope::Write,
        || Command::Submit,
    )
    .form(Form::new("Submit", |look, _| may_move(look, Move::Submit)))
}
