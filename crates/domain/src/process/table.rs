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

fn pick<'a>(
    entries: impl Iterator<Item = (&'a str, &'a Value)> + Clone,
    value: &str,
) -> Option<&'a Value> {
    let lists = |wanted: &str| {
        entries
            .clone()
            .find(|(key, _)| keys_of(key).contains(&wanted))
            .map(|(_, entry)| entry)
    };
    lists(value).or_else(|| lists(ANY))
}
