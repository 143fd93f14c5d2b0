//! `start`: begins the implementation.

use placet_domain::change::Command;
use placet_domain::process::Move;

use super::form::{Form, may_move};
use super::verb::Verb;
use crate::auth::Scope;

pub(super) fn verb() -> Verb {
    Verb::bare("start", "Begins the implementation.", Scope::Write, || {
        Command::Start
    })
    .form(Form::new("Start", |look, _| may_move(look, Move::Start)))
}
