//! `POST /api/v1/changes/{number}/submit`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;

pub(super) fn verb() -> Verb {
    Verb::bare(
        "submit",
        "Asks for review and approval.",
        Scope::Write,
        || Command::Submit,
    )
}
