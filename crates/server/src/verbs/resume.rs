//! `resume`: lets forward steps go on.

use placet_domain::change::Command;

use super::form::{Form, runs};
use super::verb::Verb;
use crate::auth::Scope;

pub(super) fn verb() -> Verb {
    Verb::bare("resume", "Lets forward steps go on.", Scope::Write, || {
        Command::Resume
    })
    .form(Form::new("Resume", |look, _| {
        runs(look) && look.change.run.paused
    }))
}
