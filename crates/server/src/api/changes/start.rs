//! `POST /api/v1/changes/{number}/start`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;

pub(super) fn verb() -> Verb {
    Verb::bare("start", "Begins the implementation.", Scope::Write, || {
        Command::Start
    })
}
