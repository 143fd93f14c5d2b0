//! `POST /api/v1/changes/{number}/close`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, required};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        required(
            "code",
            "string",
            "`successful`, `successful_with_issues`, `unsuccessful` or `backed_out`.",
        ),
        defaulted("fields", "fields", "Field values of the closure record."),
    ]);
    Verb::new(
        "close",
        "Ends the change.",
        Scope::Write,
        body,
        Command::Close,
    )
}
