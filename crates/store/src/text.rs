//! The text of a change that people search.

use std::sync::Arc;

use placet_domain::change::Change;
use placet_domain::digest::Digest;
use serde_json::Value;

/// The most text of one change that is searched, in bytes.
const TEXT_BYTES_MAX: usize = 200_000;

/// Returns the text of the fields and of the plan. The number and the title are stored separately.
pub(crate) fn body(change: &Change) -> String {
    let mut text = String::new();
    for value in change.request.fields.values() {
        collect(value, &mut text);
    }
    for step in &change.request.plan.steps {
        push(&step.title, &mut text);
    }
    text
}

/// Returns the digest of everything that is searched, which shows whether it changed.
pub(crate) fn digest(change: &Change) -> String {
    Digest::of_json(&Value::from(vec![
        change.number.clone(),
        change.title().to_owned(),
        body(change),
    ]))
    .to_string()
}

/// Checks whether two versions of a change share the same parts that the searched text is made of.
pub(crate) fn is_same(one: &Change, other: &Change) -> bool {
    Arc::ptr_eq(&one.request.fields, &other.request.fields)
        && one.request.plan.is_same(&other.request.plan)
        && one.number == other.number
}

fn collect(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => push(string, text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, text)),
        Value::Object(map) => map.values().for_each(|item| collect(item, text)),
        _ => {}
    }
}

fn push(piece: &str, text: &mut String) {
    if !piece.is_empty() && text.len() + piece.len() < TEXT_BYTES_MAX {
        text.push_str(piece);
        text.push('\n');
    }
}
