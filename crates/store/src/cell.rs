//! Values as any database stores them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// The value of one column of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Text(String),
}

impl Cell {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(crate) fn text_of(text: Option<&str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    pub(crate) fn flag(flag: bool) -> Self {
        Self::Integer(flag.into())
    }

    pub(crate) fn time(at: Timestamp) -> Self {
        Self::Integer(micros(at))
    }

    pub(crate) fn time_of(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Null, Self::time)
    }

    /// Converts a variant that has no fields to the word that serde gives it.
    pub(crate) fn word<T: Serialize>(value: &T) -> Self {
        Self::Text(word(value))
    }
}

/// Databases count to `2^63 - 1`, which no counter here ever reaches.
pub(crate) fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Writes a name, or a variant that has no fields, as the bare word that serde gives it.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
