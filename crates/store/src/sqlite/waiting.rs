//! The table of what changes wait for.

use placet_domain::ChangeId;
use rusqlite::{Connection, Row, params};

use super::value::{Columns, micros_of};
use crate::cell::word;
use crate::error::StoreError;
use placet_domain::change::Waiting;

/// Makes a change wait for exactly these.
pub(super) fn replace(
    connection: &Connection,
    id: ChangeId,
    waiting: &[Waiting],
) -> Result<(), StoreError> {
    let change = id.to_string();
    connection
        .prepare_cached("DELETE FROM waiting WHERE change = ?1")?
        .execute([&change])?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO waiting (change, slot, kind, role, person, opens, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for one in waiting {
        insert.execute(params![
            change,
            one.slot,
            word(&one.kind),
            one.role.as_ref().map(|role| role.as_str()),
            one.person.as_ref().map(|person| person.as_str()),
            micros_of(one.opens),
            micros_of(one.due),
        ])?;
    }
    Ok(())
}

pub(super) fn of_change(connection: &Connection, id: ChangeId) -> Result<Vec<Waiting>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM waiting WHERE change = ?1 ORDER BY rowid")?;
    let mut rows = statement.query([id.to_string()])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        waiting.push(read(row)?);
    }
    Ok(waiting)
}

pub(super) fn read(row: &Row<'_>) -> Result<Waiting, StoreError> {
    let columns = Columns(row);
    Ok(Waiting {
        slot: row.get("slot")?,
        kind: columns.word("kind")?,
        role: columns.word_of("role")?,
        person: columns.word_of("person")?,
        opens: columns.time_of("opens")?,
        due: columns.time_of("due")?,
    })
}
