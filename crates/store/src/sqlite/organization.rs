//! The organization's own events and process files.

use placet_domain::ProcessName;
use placet_domain::digest::Digest;
use placet_domain::organization::OrganizationEvent;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::batch::Batch;
use super::events;
use super::value::Columns;
use crate::append::Committed;
use crate::cell::micros;
use crate::entry::ORGANIZATION;
use crate::error::StoreError;
use crate::organization::{OrganizationRecorded, Stamp, StoredProcess};

pub(super) fn install_process(
    batch: &mut Batch<'_>,
    stamp: &Stamp,
    name: &ProcessName,
    source: &str,
) -> Result<Digest, StoreError> {
    let digest = Digest::of_bytes(source.as_bytes());
    let current: Option<String> = batch
        .connection
        .query_row(
            "SELECT digest FROM processes WHERE name = ?1 AND current = 1",
            [name.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    if current.as_deref() == Some(digest.to_string().as_str()) {
        return Ok(digest);
    }
    let event = OrganizationEvent::ProcessInstalled {
        process: name.clone(),
        digest,
        reason: String::new(),
    };
    record(batch, stamp, event)?;
    batch.connection.execute(
        "UPDATE processes SET current = 0 WHERE name = ?1",
        [name.as_str()],
    )?;
    batch.connection.execute(
        "INSERT INTO processes (digest, name, source, installed_at, current) VALUES (?1, ?2, ?3, ?4, 1)
         ON CONFLICT (digest) DO UPDATE SET current = 1, installed_at = excluded.installed_at",
        params![digest.to_string(), name.as_str(), source, micros(stamp.at)],
    )?;
    Ok(digest)
}

pub(super) fn process(
    connection: &Connection,
    digest: &Digest,
) -> Result<Option<StoredProcess>, StoreError> {
    let sql = "SELECT * FROM processes WHERE digest = ?1";
    Ok(list(connection, sql, [digest.to_string()])?.pop())
}

pub(super) fn current_processes(connection: &Connection) -> Result<Vec<StoredProcess>, StoreError> {
    let sql = "SELECT * FROM processes WHERE current = 1 ORDER BY name";
    list(connection, sql, [])
}

pub(super) fn current_process(
    connection: &Connection,
    name: &ProcessName,
) -> Result<Option<StoredProcess>, StoreError> {
    let sql = "SELECT * FROM processes WHERE name = ?1 AND current = 1";
    Ok(list(connection, sql, [name.as_str()])?.pop())
}

pub(super) fn versions(
    connection: &Connection,
    name: &ProcessName,
) -> Result<Vec<StoredProcess>, StoreError> {
    let sql =
        "SELECT * FROM processes WHERE name = ?1 ORDER BY installed_at DESC, rowid DESC LIMIT 1000";
    list(connection, sql, [name.as_str()])
}

fn list(
    connection: &Connection,
    sql: &str,
    values: impl Params,
) -> Result<Vec<StoredProcess>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut processes = Vec::new();
    while let Some(row) = rows.next()? {
        processes.push(read(row)?);
    }
    Ok(processes)
}

/// Appends an event of the organization.
pub(super) fn record(
    batch: &mut Batch<'_>,
    stamp: &Stamp,
    event: OrganizationEvent,
) -> Result<(), StoreError> {
    let version = events::version_of(batch.connection, ORGANIZATION)? + 1;
    let recorded = OrganizationRecorded {
        at: stamp.at,
        by: stamp.by.clone(),
        event,
    };
    let prepared = events::Prepared::new(ORGANIZATION, version, &recorded)?;
    events::insert(batch, ORGANIZATION, version, &prepared)?;
    let position = batch.frontier.size() - 1;
    batch.committed.push(Committed {
        position,
        change: None,
        number: String::new(),
        version,
        events: vec![prepared.name().to_owned()],
    });
    Ok(())
}

fn read(row: &Row<'_>) -> Result<StoredProcess, StoreError> {
    let columns = Columns(row);
    let process = StoredProcess {
        name: columns.word("name")?,
        digest: columns.word("digest")?,
        source: row.get("source")?,
        installed_at: columns.time("installed_at")?,
    };
    // Rules are decided from this file, so that an edit in the database must not pass.
    if Digest::of_bytes(process.source.as_bytes()) != process.digest {
        return Err(StoreError::Edited(format!("process `{}`", process.name)));
    }
    Ok(process)
}
