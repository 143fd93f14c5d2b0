//! Conversion of values to columns and back.

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cell::{Cell, micros};
use crate::error::StoreError;

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl From<Cell> for rusqlite::types::Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Integer(number) => Self::Integer(number),
            Cell::Text(text) => Self::Text(text),
        }
    }
}

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

pub(super) fn micros_of(at: Option<Timestamp>) -> Option<i64> {
    at.map(micros)
}

pub(super) fn timestamp(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|error| StoreError::unreadable("a time", error))
}

pub(super) fn parse_word<T: DeserializeOwned>(text: String) -> Result<T, StoreError> {
    serde_json::from_value(Value::String(text))
        .map_err(|error| StoreError::unreadable("a stored word", error))
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| {
        StoreError::invalid(
            format!("this cannot be stored: {error}"),
            "correct it and send it again",
        )
    })
}

pub(super) fn from_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unreadable(what, error))
}

/// Formats a column's value for people.
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

/// Reads the columns of one table, which are adjacent, by their position in it.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row<'a>,
    /// Where the table's columns begin in the row.
    pub(super) first: usize,
}

impl Cells<'_> {
    pub(super) fn get<T: FromSql>(&self, place: usize) -> Result<T, StoreError> {
        Ok(self.row.get(self.first + place)?)
    }

    pub(super) fn word<T: DeserializeOwned>(&self, place: usize) -> Result<T, StoreError> {
        parse_word(self.get(place)?)
    }

    pub(super) fn word_of<T: DeserializeOwned>(
        &self,
        place: usize,
    ) -> Result<Option<T>, StoreError> {
        self.get::<Option<String>>(place)?
            .map(parse_word)
            .transpose()
    }

    pub(super) fn time(&self, place: usize) -> Result<Timestamp, StoreError> {
        timestamp(self.get(place)?)
    }

    pub(super) fn time_of(&self, place: usize) -> Result<Option<Timestamp>, StoreError> {
        self.get::<Option<i64>>(place)?.map(timestamp).transpose()
    }
}
