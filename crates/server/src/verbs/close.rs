//! `close`: ends the change.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, required};

pub(super) fn verb() -> Verb {
    Verb::new("close", "Ends the change.", Scope::Write, Command::Close).fields([
        required(
            "code",
            Kind::Text,
            "`successful`, `successful_with_issues`, `unsuccessful` or `backed_out`.",
        ),
        defaulted(
            "fields",
            Kind::Fields,
            "Field values of the closure record.",
        ),
    ])
}
