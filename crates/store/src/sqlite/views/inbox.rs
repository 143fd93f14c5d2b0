//! What waits for a person.

use std::collections::BTreeSet;

use placet_domain::{PersonId, RoleId};
use rusqlite::{Connection, params};

use super::super::value::to_json;
use super::super::{change_row, waiting};
use crate::error::StoreError;
use crate::views::{INBOX_ROWS_MAX, InboxRow};

pub(in super::super) fn of(
    connection: &Connection,
    person: &PersonId,
    roles: &BTreeSet<RoleId>,
) -> Result<Vec<InboxRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH mine AS (
            SELECT rowid AS place FROM waiting WHERE person = ?1
            UNION
            SELECT waiting.rowid FROM json_each(?2) AS held JOIN waiting ON waiting.role = held.value
         )
         SELECT waiting.slot, waiting.kind, waiting.role, waiting.person, waiting.opens, waiting.due, changes.*
         FROM mine JOIN waiting ON waiting.rowid = mine.place JOIN changes ON changes.id = waiting.change
         ORDER BY waiting.due IS NULL, waiting.due, changes.seq, waiting.rowid LIMIT ?3",
    )?;
    let roles = to_json(roles)?;
    let mut rows = statement.query(params![person.as_str(), roles, INBOX_ROWS_MAX])?;
    let mut inbox = Vec::new();
    while let Some(row) = rows.next()? {
        inbox.push(InboxRow {
            change: change_row::read(row)?,
            waiting: waiting::read(row)?,
        });
    }
    Ok(inbox)
}
