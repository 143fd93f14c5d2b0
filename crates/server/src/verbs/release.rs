//! `release`: ends a hold.

use placet_domain::change::Command;

use super::verb::Verb;
use crate::auth::Scope;
use crate::schema::{Kind, required};

pub(super) fn verb() -> Verb {
    Verb::new("release", "Ends a hold.", Scope::Write, Command::Release).fields([required(
        "reason",
        Kind::Text,
        "Why.",
    )])
}
