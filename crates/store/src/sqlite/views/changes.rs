//! Single changes as people read them.

use placet_domain::{ChangeId, ChangeNumber, PersonId, ProcessName};
use rusqlite::Connection;

use super::super::change_row;
use super::super::value::Cells;
use crate::error::StoreError;
use crate::views::ChangeRow;

pub(in super::super) fn place_of(
    connection: &Connection,
    number_or_id: &str,
) -> Result<Option<(ChangeId, ProcessName)>, StoreError> {
    let find = |sql: &str, key: &str| {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([key])?;
        rows.next()?
            .map(|row| {
                let cells = Cells { row, first: 0 };
                Ok((cells.word(0)?, cells.word(1)?))
            })
            .transpose()
    };
    let by_number = find(
        "SELECT id, process FROM changes WHERE number = ?1",
        number_or_id,
    )?;
    match (by_number, number_or_id.parse::<ChangeId>()) {
        (Some(found), _) => Ok(Some(found)),
        (None, Ok(id)) => find(
            "SELECT id, process FROM changes WHERE id = ?1",
            &id.to_string(),
        ),
        (None, Err(_)) => Ok(None),
    }
}

pub(in super::super) fn row(
    connection: &Connection,
    id: ChangeId,
) -> Result<Option<ChangeRow>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM changes WHERE id = ?1")?;
    let mut rows = statement.query([id.to_string()])?;
    rows.next()?.map(change_row::read).transpose()
}

pub(in super::super) fn unsettled_of(
    connection: &Connection,
    process: &ProcessName,
    requester: &PersonId,
) -> Result<Vec<ChangeNumber>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number FROM changes WHERE requester = ?1 AND unsettled = 1 AND process = ?2 ORDER BY number",
    )?;
    let rows = statement.query_map([requester.as_str(), process.as_str()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
