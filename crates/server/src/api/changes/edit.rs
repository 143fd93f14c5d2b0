//! `POST /api/v1/changes/{number}/edit`.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::openapi::{defaulted, object, optional};

pub(super) fn verb() -> Verb {
    let body = object(vec![
        defaulted("fields", "fields", "Fields to set; `null` clears one."),
        optional("plan", "plan", "The plan, whole."),
        optional("model", "name", "The model, if it changes."),
    ]);
    Verb::new(
        "edit",
        "Replaces fields, the plan or the model; a material edit voids approvals.",
        Scope::Write,
        body,
        Command::Edit,
    )
}
