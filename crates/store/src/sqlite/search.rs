//! Full text: how it is stored, and how a person's query becomes an FTS5 query.

use placet_domain::change::Change;
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::text;

/// The most words of a query that are used.
const WORDS_MAX: usize = 16;

pub(super) fn store(connection: &Connection, seq: i64, change: &Change) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO changes_text (rowid, number, title, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![seq, change.number, change.title(), text::body(change)])?;
    Ok(())
}

/// Writes an FTS5 query in which every word matches as a prefix, in any order. Nothing that a person types has a
/// special meaning to FTS5.
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
