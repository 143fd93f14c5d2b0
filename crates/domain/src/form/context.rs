//! What the values of a form are checked against.

use serde_json::Value;

use placet_language::condition::{Scope, holds_or_not};
use placet_language::people::Directory;
use placet_language::process::{Field, Process, Required};

/// How much of a form is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// What is there must be right; what is missing may still come.
    Draft,
    /// Everything required must be there.
    Complete,
}

/// What values are checked against.
pub(super) struct Context<'a> {
    pub(super) process: &'a Process,
    pub(super) directory: &'a Directory,
    pub(super) known: Completeness,
    pub(super) scope: &'a Scope<'a>,
}

/// Returns whether a field must be filled in.
pub(super) fn is_required(field: &Field, scope: &Scope<'_>) -> bool {
    match &field.required {
        Required::Fixed(required) => *required,
        Required::When(condition) => holds_or_not(Some(condition), scope),
    }
}

/// Returns whether nothing was filled in: no text but space, or no item.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
