//! Values on their way into columns and back.

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::FromSql;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
            return Self::Full;
        }
        Self::Io {
            doing: "the database".to_owned(),
            message: error.to_string(),
        }
    }
}

/// SQLite counts to `2^63 - 1`, which no counter here ever reaches.
pub(super) fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

pub(super) fn micros_of(at: Option<Timestamp>) -> Option<i64> {
    at.map(micros)
}

pub(super) fn timestamp(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|error| StoreError::unreadable("a time", error))
}

/// Writes a name, or a variant that has no fields, as the bare word that serde gives it.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

pub(super) fn parse_word<T: DeserializeOwned>(text: String) -> Result<T, StoreError> {
    serde_json::from_value(Value::String(text))
        .map_err(|error| StoreError::unreadable("a stored word", error))
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Invalid(format!("this cannot be stored: {error}")))
}

pub(super) fn from_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

/// Writes a column's value for people.
pub(super) fn shown(value: &rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Null => "nothing".to_owned(),
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Real(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text.clone(),
        rusqlite::types::Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Reads columns by name.
pub(super) struct Columns<'a>(pub(super) &'a Row<'a>);

impl Columns<'_> {
    pub(super) fn word<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        parse_word(self.0.get(column)?)
    }

    pub(super) fn word_of<T: DeserializeOwned>(
        &self,
        column: &str,
    ) -> Result<Option<T>, StoreError> {
        self.0
            .get::<_, Option<String>>(column)?
            .map(parse_word)
            .transpose()
    }

    pub(super) fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        timestamp(self.0.get(column)?)
    }

    pub(super) fn time_of(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        self.0
            .get::<_, Option<i64>>(column)?
            .map(timestamp)
            .transpose()
    }
}

/// Reads columns one after the other.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row<'a>,
    pub(super) next: usize,
}

impl Cells<'_> {
    pub(super) fn get<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let value = self.row.get(self.next)?;
        self.next += 1;
        Ok(value)
    }

    /// Leaves out the column of this name.
    pub(super) fn skip(&mut self, _: &str) -> &mut Self {
        self.next += 1;
        self
    }

    pub(super) fn word<T: DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        parse_word(self.get()?)
    }

    pub(super) fn word_of<T: DeserializeOwned>(&mut self) -> Result<Option<T>, StoreError> {
        self.get::<Option<String>>()?.map(parse_word).transpose()
    }

    pub(super) fn time(&mut self) -> Result<Timestamp, StoreError> {
        timestamp(self.get()?)
    }

    pub(super) fn time_of(&mut self) -> Result<Option<Timestamp>, StoreError> {
        self.get::<Option<i64>>()?.map(timestamp).transpose()
    }
}
