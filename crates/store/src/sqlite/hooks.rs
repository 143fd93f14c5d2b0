//! The table of hooks. Only references to their secrets are kept, here and in events.

use placet_domain::HookName;
use placet_domain::organization::OrganizationEvent;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::batch::Batch;
use super::organization::record;
use super::value::{Columns, from_json, to_json};
use crate::error::StoreError;
use crate::organization::{Hook, Stamp};

pub(super) fn set(batch: &mut Batch<'_>, stamp: &Stamp, hook: Hook) -> Result<(), StoreError> {
    let set = batch.connection.execute(
        "INSERT INTO hooks (name, person, secrets) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET person = excluded.person, secrets = excluded.secrets
         WHERE revoked = 0",
        params![
            hook.name.as_str(),
            hook.person.as_str(),
            to_json(&hook.secrets)?
        ],
    )?;
    if set == 0 {
        return Err(StoreError::invalid(
            format!("the hook `{}` was revoked, and that is for good", hook.name),
            "choose another name",
        ));
    }
    let Hook {
        name: hook,
        person,
        secrets,
        ..
    } = hook;
    let event = OrganizationEvent::HookSet {
        hook,
        person,
        secrets,
        reason: String::new(),
    };
    record(batch, stamp, event)
}

pub(super) fn revoke(
    batch: &mut Batch<'_>,
    stamp: &Stamp,
    hook: HookName,
) -> Result<bool, StoreError> {
    let sql = "UPDATE hooks SET revoked = 1 WHERE name = ?1 AND revoked = 0";
    if batch.connection.execute(sql, [hook.as_str()])? == 0 {
        return Ok(false);
    }
    record(
        batch,
        stamp,
        OrganizationEvent::HookRevoked {
            hook,
            reason: String::new(),
        },
    )?;
    Ok(true)
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
