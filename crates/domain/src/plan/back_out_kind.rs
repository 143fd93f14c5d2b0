//! The kind of back-out that a process's rules give a change.

use placet_language::condition::{Scope, holds_or_not};
use placet_language::process::{BackOutKind, Process};

/// The kind of the first rule that holds; `partial` if none does (000.B1).
pub fn back_out_kind(process: &Process, scope: &Scope<'_>) -> BackOutKind {
    let rule = process
        .back_out
        .kinds
        .iter()
        .find(|rule| holds_or_not(rule.when.as_ref(), scope));
    rule.map_or(BackOutKind::Partial, |rule| rule.kind)
}
