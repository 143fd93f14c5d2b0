//! Events: written one by one with their leaves, read in pages, replayed into changes.

use jiff::Timestamp;
use placet_domain::ChangeId;
use placet_domain::change::{Change, Recorded, evolve};
use placet_ledger::{Hash, VerifierKey, leaf_hash};
use placet_teeth::{Bug, planted};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use serde::Serialize;

use super::batch::Batch;
use super::ledger;
use super::snapshots;
use super::value::from_json;
use crate::append::StoredEvent;
use crate::entry::{self, Encoded, ORGANIZATION};
use crate::error::StoreError;
use crate::organization::OrganizationRecorded;
use crate::proof::Tampered;

pub(super) fn load(
    connection: &Connection,
    id: ChangeId,
    key: &VerifierKey,
) -> Result<Option<(Change, u64)>, StoreError> {
    let snapshot = snapshots::load(connection, id, key)?;
    let (mut change, mut version) = match snapshot {
        Some((change, version)) => (Some(change), version),
        None => (None, 0),
    };
    let found = replay(connection, id, version, &mut |event| {
        change = evolve(change.take(), &event.recorded);
    })?;
    version += found;
    Ok(change.map(|change| (change, version)))
}

pub(super) fn of_change(
    connection: &Connection,
    id: ChangeId,
    after: u64,
    limit: usize,
) -> Result<Vec<StoredEvent>, StoreError> {
    let sql = "SELECT stream, version, position, body FROM events
               WHERE stream = ?1 AND version > ?2 ORDER BY version LIMIT ?3";
    list(connection, sql, params![id.to_string(), after, limit])
}

pub(super) fn since(
    connection: &Connection,
    position: u64,
    limit: usize,
) -> Result<Vec<StoredEvent>, StoreError> {
    let sql = "SELECT stream, version, position, body FROM events
               WHERE position >= ?1 AND stream <> ?2 ORDER BY position LIMIT ?3";
    list(connection, sql, params![position, ORGANIZATION, limit])
}

fn list(
    connection: &Connection,
    sql: &str,
    values: impl Params,
) -> Result<Vec<StoredEvent>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(stored(row)?);
    }
    Ok(events)
}

pub(super) fn newest_at(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT at FROM events ORDER BY position DESC LIMIT 1")?;
    let at: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
    at.map(|at| {
        at.parse()
            .map_err(|error| StoreError::unreadable("the time of an event", error))
    })
    .transpose()
}

/// Counts the events of a stream.
pub(super) fn version_of(connection: &Connection, stream: &str) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT version FROM events WHERE stream = ?1 ORDER BY version DESC LIMIT 1",
    )?;
    let mut rows = statement.query([stream])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?.unwrap_or(0))
}

/// An event with its entry and leaf, ready to be written at one version of one stream.
pub(super) struct Prepared {
    encoded: Encoded,
    leaf: Hash,
}

impl Prepared {
    pub(super) fn new<E: Serialize>(
        stream: &str,
        version: u64,
        recorded: &E,
    ) -> Result<Self, StoreError> {
        let recorded = serde_json::to_value(recorded).map_err(|error| {
            StoreError::invalid(
                format!("an event cannot be stored: {error}"),
                "correct it and send it again",
            )
        })?;
        let encoded = entry::encode(stream, version, &recorded)?;
        let leaf = leaf_hash(&encoded.entry);
        Ok(Self { encoded, leaf })
    }

    pub(super) fn name(&self) -> &str {
        &self.encoded.name
    }
}

/// Appends one event with its leaf, at the version that it was prepared for.
pub(super) fn insert(
    batch: &mut Batch<'_>,
    stream: &str,
    version: u64,
    event: &Prepared,
) -> Result<(), StoreError> {
    batch
        .connection
        .prepare_cached(
            "INSERT INTO events (position, stream, version, at, by, body, leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            batch.frontier.size(),
            stream,
            version,
            event.encoded.at,
            event.encoded.by,
            event.encoded.body,
            event.leaf.as_bytes()
        ])?;
    let leaf = match planted(Bug::LeafOfAnotherEvent) {
        true => leaf_hash(event.encoded.body.as_bytes()),
        false => event.leaf,
    };
    ledger::push(batch.connection, &mut batch.frontier, leaf)
}

/// Passes on every event of a change after a version and counts them. Each must have the leaf that was recorded.
pub(super) fn replay(
    connection: &Connection,
    id: ChangeId,
    after: u64,
    visit: &mut dyn FnMut(StoredEvent),
) -> Result<u64, StoreError> {
    let stream = id.to_string();
    let mut statement = connection.prepare_cached(
        "SELECT stream, version, position, body, leaf FROM events
         WHERE stream = ?1 AND version > ?2 ORDER BY version",
    )?;
    let mut rows = statement.query(params![stream, after])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let event = stored(row)?;
        count += 1;
        let entry = entry::entry(&stream, event.version, &row.get::<_, String>("body")?)?;
        let tampered = |reason: &str| Tampered {
            position: event.position,
            stream: Some(stream.clone()),
            version: Some(event.version),
            reason: reason.to_owned(),
        };
        if event.version != after + count {
            return Err(tampered("an event before it is missing").into());
        }
        if leaf_hash(&entry).as_bytes().as_slice() != row.get::<_, Vec<u8>>("leaf")? {
            return Err(tampered("it does not have the hash that was recorded").into());
        }
        visit(event);
    }
    Ok(count)
}

pub(super) fn organization_events(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, OrganizationRecorded)>, StoreError> {
    let read = organization(connection, after, limit)?;
    Ok(read
        .into_iter()
        .map(|(version, _, recorded)| (version, recorded))
        .collect())
}

/// Lists every event of the organization with its place in the ledger.
pub(super) fn organization_with_positions(
    connection: &Connection,
) -> Result<Vec<(u64, OrganizationRecorded)>, StoreError> {
    let read = organization(
        connection,
        0,
        usize::try_from(i64::MAX).unwrap_or(usize::MAX),
    )?;
    Ok(read
        .into_iter()
        .map(|(_, position, recorded)| (position, recorded))
        .collect())
}

/// Returns version, place in the ledger, and event. Each event must have the leaf that was recorded, because decisions
/// are based on it.
fn organization(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, u64, OrganizationRecorded)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT version, position, body, leaf FROM events WHERE stream = ?1 AND version > ?2 ORDER BY version LIMIT ?3",
    )?;
    let mut rows = statement.query(params![ORGANIZATION, after, limit])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let (version, position): (u64, u64) = (row.get("version")?, row.get("position")?);
        let body: String = row.get("body")?;
        let entry = entry::entry(ORGANIZATION, version, &body)?;
        if leaf_hash(&entry).as_bytes().as_slice() != row.get::<_, Vec<u8>>("leaf")? {
            return Err(Tampered {
                position,
                stream: Some(ORGANIZATION.to_owned()),
                version: Some(version),
                reason: "it does not have the hash that was recorded".to_owned(),
            }
            .into());
        }
        let recorded = from_json("an event of the organization", &body)?;
        events.push((version, position, recorded));
    }
    Ok(events)
}

fn stored(row: &Row<'_>) -> Result<StoredEvent, StoreError> {
    let (stream, body): (String, String) = (row.get("stream")?, row.get("body")?);
    let recorded: Recorded = from_json("an event", &body)?;
    Ok(StoredEvent {
        change: stream
            .parse()
            .map_err(|error| StoreError::unreadable("the stream of an event", error))?,
        version: row.get("version")?,
        position: row.get("position")?,
        recorded,
    })
}
