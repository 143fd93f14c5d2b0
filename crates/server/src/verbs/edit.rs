//! `edit`: replaces fields, the plan or the model; a material edit voids approvals.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, defaulted, optional};

pub(super) fn verb() -> Verb {
    Verb::new(
        "edit",
        "Replaces fields, the plan or the model; a material edit voids approvals.",
        Scope::Write,
        Command::Edit,
    )
    .fields([
        defaulted("fields", Kind::Fields, "Fields to set; `null` clears one."),
        optional("plan", Kind::Plan, "The plan, whole."),
        optional("model", Kind::Name, "The model, if it changes."),
    ])
}
