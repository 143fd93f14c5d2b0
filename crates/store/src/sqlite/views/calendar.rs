//! Changes by their planned time.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::super::change_row;

use crate::cell::micros;
use crate::error::StoreError;
use crate::views::{ChangeRow, SCHEDULED_MAX};

pub(in super::super) fn scheduled(
    connection: &Connection,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<ChangeRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM changes WHERE scheduled_start >= ?1 AND scheduled_start < ?2
         ORDER BY scheduled_start, seq LIMIT ?3",
    )?;
    let mut rows = statement.query(params![micros(from), micros(until), SCHEDULED_MAX])?;
    let mut scheduled = Vec::new();
    while let Some(row) = rows.next()? {
        scheduled.push(change_row::read(row)?);
    }
    Ok(scheduled)
}
