//! Tables that are looked up by one or more values, and the keys of their levels.

use indexmap::IndexMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The key that stands for every value without an entry of its own.
pub const ANY: &str = "any";

/// Lists of items by the values that they are looked up by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table<T> {
    /// What it is looked up by, outermost first: `model`, `class`, `risk` or a field.
    pub by: Vec<String>,
    /// The outermost level.
    #[serde(rename = "table")]
    pub rows: Rows<T>,
}

/// One level of a table. All entries of a table are equally deep: one level for each word of `by`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Rows<T> {
    /// A further level. A key may list several values, `standard, minor`, or be `any` for the rest.
    By(IndexMap<String, Rows<T>>),
    /// The items of one entry, which the file writes as one item or as a list.
    Leaf(Vec<T>),
}

impl<T: DeserializeOwned> Table<T> {
    /// Reads a table that is as deep as `by` is long.
    ///
    /// # Errors
    /// An entry that is not a map on its level, or that is not an item or a list of items at the bottom.
    pub(super) fn read(
        by: Vec<String>,
        entries: IndexMap<String, Value>,
    ) -> Result<Self, serde_json::Error> {
        let depth = by.len();
        let rows = level(entries, depth)?;
        Ok(Self { by, rows })
    }

    /// Looks the items up by one value for each level, outermost first. On each level the key that lists the value wins
    /// over `any`; an `any` further out is taken only if no key on that level lists the value.
    pub fn find(&self, values: &[&str]) -> Option<&[T]> {
        let found = values
            .iter()
            .try_fold(&self.rows, |rows, value| match rows {
                Rows::By(entries) => pick(entries, value),
                Rows::Leaf(_) => None,
            });
        match found? {
            Rows::Leaf(items) => Some(items),
            Rows::By(_) => None,
        }
    }
}

/// Returns the values that a key lists: `standard, minor` lists two.
pub fn keys_of(key: &str) -> Vec<&str> {
    key.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

fn level<T: DeserializeOwned>(
    entries: IndexMap<String, Value>,
    depth: usize,
) -> Result<Rows<T>, serde_json::Error> {
    let below = |value: Value| match (depth, value) {
        (0 | 1, Value::Array(items)) => items
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()
            .map(Rows::Leaf),
        (0 | 1, one) => Ok(Rows::Leaf(vec![serde_json::from_value(one)?])),
        (deeper, value) => level(serde_json::from_value(value)?, deeper - 1),
    };
    entries
        .into_iter()
        .map(|(key, value)| Ok((key, below(value)?)))
        .collect::<Result<_, _>>()
        .map(Rows::By)
}

fn pick<'a, T>(entries: &'a IndexMap<String, Rows<T>>, value: &str) -> Option<&'a Rows<T>> {
    let mut rest = None;
    for (key, rows) in entries {
        let keys = keys_of(key);
        if keys.contains(&value) {
            return Some(rows);
        }
        if keys.contains(&ANY) {
            rest = Some(rows);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(by: &[&str], text: &str) -> Result<Table<u8>, serde_json::Error> {
        let by = by.iter().map(|&word| word.to_owned()).collect();
        Table::read(by, serde_json::from_str(text).unwrap())
    }

    // 000.A2: one row for standard and minor changes.
    #[test]
    fn a_listed_value_wins_over_any_on_its_level() {
        let table = read(
            &["model", "risk"],
            r#"{"any": {"any": 1}, "standard, minor": {"any": 2, "high": [3, 4]}, "major": {"low": []}}"#,
        )
        .unwrap();
        let found = |model, risk| table.find(&[model, risk]);
        assert_eq!(found("minor", "high"), Some([3, 4].as_slice()));
        assert_eq!(found("standard", "low"), Some([2].as_slice()));
        assert_eq!(found("emergency", "low"), Some([1].as_slice()));
        assert_eq!(found("major", "low"), Some([].as_slice()));
        assert_eq!(found("major", "high"), None);
        assert_eq!(table.find(&["minor"]), None);
        assert_eq!(table.find(&["minor", "low", "x"]), None);
    }

    #[test]
    fn a_table_of_another_shape_is_refused() {
        for text in [r#"{"x": "a"}"#, r#"{"x": null}"#, r#"{"x": {"y": 1}}"#] {
            assert!(read(&["model"], text).is_err(), "{text}");
        }
        assert!(read(&["model", "risk"], r#"{"x": 1}"#).is_err());
    }
}
