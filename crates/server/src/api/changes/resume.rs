//! `POST /api/v1/changes/{number}/resume`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;

pub(super) fn verb() -> Verb {
    Verb::bare("resume", "Lets forward steps go on.", Scope::Write, || {
        Command::Resume
    })
}
