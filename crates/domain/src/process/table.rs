//! Keys of nested tables: one value, several separated by commas, or `any` for the rest.

use indexmap::IndexMap;
use serde_json::Value;

/// The key that stands for every value without an entry of its own.
pub const ANY: &str = "any";

/// The values that a key lists: `standard, minor` lists two.
pub fn keys_of(key: &str) -> Vec<&str> {
    key.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Looks a nested table up by one value for each level, outermost first. On each level the key that lists the value
/// wins over `any`; an `any` further out is taken only if nothing on that level lists the value.
pub fn find<'a>(table: &'a IndexMap<String, Value>, by: &[&str]) -> Option<&'a Value> {
    let (first, rest) = by.split_first()?;
    let entry = pick(
        table.iter().map(|(key, value)| (key.as_str(), value)),
        first,
    )?;
    rest.iter().try_fold(entry, |entry, value| {
        let map = entry.as_object()?;
        pick(map.iter().map(|(key, value)| (key.as_str(), value)), value)
    })
}

fn pick<'a>(entries: impl Iterator<Item = (&'a str, &'a Value)>, value: &str) -> Option<&'a Value> {
    let mut rest = None;
    for (key, entry) in entries {
        let keys = keys_of(key);
        if keys.contains(&value) {
            return Some(entry);
        }
        if keys.contains(&ANY) {
            rest = Some(entry);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // 000.A2: one row for standard and minor changes.
    #[test]
    fn a_listed_value_wins_over_any_on_its_level() {
        let table: IndexMap<String, Value> = serde_json::from_str(
            r#"{"any": {"any": 1}, "standard, minor": {"any": 2, "high": 3}, "major": {"low": 4}}"#,
        )
        .unwrap();
        let found = |model, risk| find(&table, &[model, risk]).and_then(Value::as_i64);
        assert_eq!(found("minor", "high"), Some(3));
        assert_eq!(found("standard", "low"), Some(2));
        assert_eq!(found("emergency", "low"), Some(1));
        assert_eq!(found("major", "high"), None);
        assert_eq!(find(&table, &[]), None);
    }
}
