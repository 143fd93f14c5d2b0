//! The request form: which fields there are, and whether what was filled in may stand.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::condition::Scope;
use crate::ids::FieldId;
use crate::people::Directory;
use crate::process::{Field, Process, Record};
use crate::rejection::Reason;

/// How much of a form is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// What is there must be right; what is missing may still come.
    Draft,
    /// Everything required must be there.
    Complete,
}

/// Every field of the form, section by section.
pub fn fields_of(process: &Process) -> impl Iterator<Item = (&FieldId, &Field)> {
    process.form.iter().flat_map(|section| section.fields.iter())
}

/// Every reason why a form cannot stand.
pub fn check(
    _process: &Process,
    _scope: &Scope,
    _fields: &BTreeMap<FieldId, Value>,
    _directory: &Directory,
    _known: Completeness,
) -> Vec<Reason> {
    Vec::new()
}

/// Every reason why a record cannot stand; a record is always complete.
pub fn check_record(
    _process: &Process,
    _record: &Record,
    _scope: &Scope,
    _fields: &BTreeMap<FieldId, Value>,
    _directory: &Directory,
) -> Vec<Reason> {
    Vec::new()
}

/// The values a field may take: its own, or those of its vocabulary.
pub fn values_of(process: &Process, field: &Field) -> Vec<String> {
    match field.vocabulary.as_ref().and_then(|name| process.vocabulary.get(name)) {
        Some(vocabulary) if field.values.is_empty() => vocabulary.values.keys().cloned().collect(),
        _ => field.values.clone(),
    }
}
