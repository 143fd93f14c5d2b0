//! Full text: what is searched, and how a query of a person becomes one of FTS5.

use std::sync::Arc;

use placet_domain::change::Change;
use placet_domain::digest::Digest;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::error::StoreError;

/// The most text of one change that is searched, in bytes.
const TEXT_BYTES_MAX: usize = 200_000;

/// The most words of a query that count.
const WORDS_MAX: usize = 16;

pub(super) fn store(connection: &Connection, seq: i64, change: &Change) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO changes_text (rowid, number, title, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![seq, change.number, change.title(), body(change)])?;
    Ok(())
}

/// The digest of everything that is searched, to tell when it changed.
pub(super) fn digest(change: &Change) -> String {
    Digest::of_json(&Value::from(vec![
        change.number.clone(),
        change.title().to_owned(),
        body(change),
    ]))
    .to_string()
}

/// Whether two versions of a change share the very parts of which the searched text is made.
pub(super) fn has_same_text(one: &Change, other: &Change) -> bool {
    Arc::ptr_eq(&one.fields, &other.fields)
        && one.plan.is_same(&other.plan)
        && one.number == other.number
}

/// Has every word match as a beginning, in any order. Nothing in it has a meaning of its own to FTS5.
pub(super) fn expression(query: &str) -> Option<String> {
    let words = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<String> = words
        .take(WORDS_MAX)
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn body(change: &Change) -> String {
    let mut text = String::new();
    for value in change.fields.values() {
        collect(value, &mut text);
    }
    for step in &change.plan.steps {
        push(&step.title, &mut text);
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_no_syntax() {
        assert_eq!(
            expression("data-base NOT \"x").as_deref(),
            Some("\"data\"* \"base\"* \"NOT\"* \"x\"*")
        );
        assert_eq!(expression(" -*\" "), None);
    }
}
