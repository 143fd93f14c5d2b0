//! `resume`: lets forward steps continue.

use placet_domain::change::Command;

use super::form::{Form, runs};
use super::verb::Verb;
use crate::auth::Scope;

pub(super) fn verb() -> Verb {
    Verb::bare(
        "resume",
        "Lets forward steps continue.",
        Scope::Write,
        || Command::Resume,
    )
    .form(Form::new("Resume", |look, _| {
        runs(look) && look.change.run.paused
    }))
}
