//! The versions of the organizations' streams, by subject. The ledger holds all of these events as one stream.

use std::collections::BTreeMap;

use placet_domain::organization::{AsOf, Stream};
use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;

/// Counts one more event of a stream.
pub(super) fn advance(connection: &Connection, stream: &Stream) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO streams (subject, version) VALUES (?1, 1)
             ON CONFLICT (subject) DO UPDATE SET version = version + 1",
        )?
        .execute([stream.to_string()])?;
    Ok(())
}

/// Refuses a decision that was based on an outdated version of a stream.
pub(super) fn check(connection: &Connection, as_of: &AsOf) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT version FROM streams WHERE subject = ?1")?;
    for (stream, seen) in &as_of.0 {
        let stream = stream.to_string();
        let found: Option<u64> = statement
            .query_row([&stream], |row| row.get(0))
            .optional()?;
        if found.unwrap_or(0) != *seen {
            return Err(StoreError::StreamMoved { stream });
        }
    }
    Ok(())
}

/// Lists every stream with its version, as text.
pub(super) fn all(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection.prepare("SELECT subject, version FROM streams")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get::<_, u64>(1)?.to_string()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
