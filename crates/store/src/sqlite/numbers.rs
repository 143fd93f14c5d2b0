//! Numbers of changes: each is taken once, from its series.

use placet_domain::ChangeId;
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::Known;
use crate::append::Append;
use crate::error::StoreError;

/// Takes the number of a change, which no other change may have. Two numbers that were handed out may arrive in either
/// order.
pub(super) fn take(
    connection: &Connection,
    append: &Append,
    known: Option<&Known>,
) -> Result<(), StoreError> {
    let number = &append.after.number;
    // A number that is already in the change's row was taken at that time.
    if append.number.is_none() && known.is_some_and(|known| known.change.number == *number) {
        return Ok(());
    }
    let other = connection
        .prepare_cached("SELECT 1 FROM changes WHERE number = ?1 AND id <> ?2")?
        .exists(params![number, append.change.to_string()])?;
    if other {
        return Err(StoreError::NumberTaken {
            number: number.clone(),
        });
    }
    let Some(series) = &append.number else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT INTO numbers (prefix, last) VALUES (?1, ?2)
             ON CONFLICT (prefix) DO UPDATE SET last = max(last, excluded.last)",
        )?
        .execute(params![series.prefix, series.sequence])?;
    Ok(())
}

pub(super) fn last(connection: &Connection, prefix: &str) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT last FROM numbers WHERE prefix = ?1")?;
    Ok(statement
        .query_row([prefix], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

pub(super) fn find(
    connection: &Connection,
    number_or_id: &str,
) -> Result<Option<ChangeId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM changes WHERE number = ?1")?;
    let by_number: Option<String> = statement
        .query_row([number_or_id], |row| row.get(0))
        .optional()?;
    if let Some(id) = by_number {
        return id
            .parse()
            .map(Some)
            .map_err(|error| StoreError::unreadable("the id of a change", error));
    }
    let Ok(id) = number_or_id.parse::<ChangeId>() else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached("SELECT 1 FROM changes WHERE id = ?1")?;
    Ok(statement.exists([id.to_string()])?.then_some(id))
}
