//! The table of hooks. Only references to their secrets are stored, here and in events.

use placet_domain::organization::HookSecret;
use placet_domain::{HookName, PersonId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::value::{Columns, from_json, to_json};
use crate::error::StoreError;
use crate::organization::Hook;

pub(super) fn set(
    connection: &Connection,
    hook: &HookName,
    person: &PersonId,
    secrets: &[HookSecret],
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO hooks (name, person, secrets) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET person = excluded.person, secrets = excluded.secrets",
        params![hook.as_str(), person.as_str(), to_json(&secrets)?],
    )?;
    Ok(())
}

pub(super) fn revoke(connection: &Connection, hook: &HookName) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE hooks SET revoked = 1 WHERE name = ?1",
        [hook.as_str()],
    )?;
    Ok(())
}

pub(super) fn by_name(
    connection: &Connection,
    name: &HookName,
) -> Result<Option<Hook>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM hooks WHERE name = ?1")?;
    let row = statement.query_row([name.as_str()], |row| Ok(read(row)));
    row.optional()?.transpose()
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Hook>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM hooks ORDER BY name")?;
    let mut rows = statement.query([])?;
    let mut hooks = Vec::new();
    while let Some(row) = rows.next()? {
        hooks.push(read(row)?);
    }
    Ok(hooks)
}

fn read(row: &Row<'_>) -> Result<Hook, StoreError> {
    let columns = Columns(row);
    Ok(Hook {
        name: columns.word("name")?,
        person: columns.word("person")?,
        secrets: from_json("the secrets of a hook", &row.get::<_, String>("secrets")?)?,
        revoked: row.get("revoked")?,
    })
}
