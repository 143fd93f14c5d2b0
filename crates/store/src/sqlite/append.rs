//! Writes one decision in the transaction: checks first, then everything that the decision contains.

use std::sync::Arc;

use jiff::Timestamp;
use placet_teeth::{Bug, planted};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::batch::Batch;
use super::events::Prepared;
use super::rows::Known;
use super::value::{from_json, to_json};
use super::{change_row, events, jobs, numbers, snapshots, streams, targets, waiting};
use crate::append::{Append, Committed, EVENTS_PER_APPEND_MAX, IdempotencyKey, Receipt};
use crate::cell::micros;
use crate::error::StoreError;

/// Checks the shape of an append and encodes its events, before the append waits for the writing thread.
pub(super) fn prepare(append: &Append) -> Result<Vec<Prepared>, StoreError> {
    check_shape(append)?;
    let stream = append.change.to_string();
    (append.expected + 1..)
        .zip(&append.events)
        .map(|(version, recorded)| Prepared::new(&stream, version, recorded))
        .collect()
}

pub(super) fn apply(
    batch: &mut Batch<'_>,
    append: &Append,
    prepared: &[Prepared],
) -> Result<Receipt, StoreError> {
    if let Some(receipt) = replayed(batch.connection, append.key.as_ref())? {
        return Ok(receipt);
    }
    let stream = append.change.to_string();
    let found = events::version_of(batch.connection, &stream)?;
    if found != append.expected && !planted(Bug::VersionNotChecked) {
        return Err(StoreError::VersionMismatch {
            change: append.change,
            expected: append.expected,
            found,
        });
    }
    streams::check(batch.connection, &append.as_of)?;
    let known = batch.rows.take(append.change, found);
    numbers::take(batch.connection, append, known.as_ref())?;

    let mut version = found;
    for event in prepared {
        version += 1;
        events::insert(batch, &stream, version, event)?;
    }
    let position = batch.frontier.size() - 1;
    let known = rows_of(batch.connection, append, known.as_ref(), version)?;
    snapshots::keep(batch, &append.after, append.expected, version)?;
    jobs::finish(batch.connection, &append.finished_jobs)?;
    let jobs = jobs::add(batch.connection, &append.jobs)?;
    if planted(Bug::JobNotStored) {
        jobs::finish(batch.connection, &jobs)?;
    }

    let number = append.after.number.clone();
    let receipt = Receipt {
        change: append.change,
        version,
        position,
        number: number.clone(),
        jobs,
        replayed: false,
    };
    if let Some(last) = append.events.last().filter(|_| !planted(Bug::KeyNotStored)) {
        keep_receipt(batch.connection, append.key.as_ref(), last.at, &receipt)?;
    }
    batch.committed.push(Committed {
        position,
        change: Some(append.change),
        number,
        version,
        events: prepared
            .iter()
            .map(|event| event.name().to_owned())
            .collect(),
    });
    batch.rows.put(append.change, known);
    Ok(receipt)
}

/// Writes what people read of the change, but only what differs from the rows known to be there.
fn rows_of(
    connection: &Connection,
    append: &Append,
    known: Option<&Known>,
    version: u64,
) -> Result<Known, StoreError> {
    let id = append.change;
    let cells = change_row::make(&append.after, version, known);
    let seq = change_row::store(connection, id, &append.after, &cells, known)?;
    if known.is_none_or(|known| known.waiting != append.waiting) {
        waiting::replace(connection, id, &append.waiting)?;
    }
    if known.is_none_or(|known| known.targets != append.targets) {
        targets::replace(connection, id, &append.targets)?;
    }
    Ok(Known {
        version,
        seq,
        cells,
        change: Arc::clone(&append.after),
        waiting: append.waiting.clone(),
        targets: append.targets.clone(),
    })
}

fn check_shape(append: &Append) -> Result<(), StoreError> {
    let (change, count) = (append.change, append.events.len());
    if !(1..=EVENTS_PER_APPEND_MAX).contains(&count) {
        return Err(StoreError::invalid(
            format!("an append carries 1 to {EVENTS_PER_APPEND_MAX} events, not `{count}`"),
            "split it up",
        ));
    }
    if append.after.id != change {
        let after = append.after.id;
        return Err(StoreError::invalid(
            format!("events of change `{change}` cannot lead to change `{after}`"),
            "",
        ));
    }
    Ok(())
}

/// Returns the receipt of a request that was already carried out.
pub(super) fn replayed(
    connection: &Connection,
    key: Option<&IdempotencyKey>,
) -> Result<Option<Receipt>, StoreError> {
    let receipt: Option<Receipt> = kept_receipt(connection, key)?;
    Ok(receipt.map(|receipt| Receipt {
        replayed: true,
        ..receipt
    }))
}

/// Returns what was stored under an idempotency key.
pub(super) fn kept_receipt<T: DeserializeOwned>(
    connection: &Connection,
    key: Option<&IdempotencyKey>,
) -> Result<Option<T>, StoreError> {
    let Some(key) = key else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT request, receipt FROM idempotency_keys WHERE person = ?1 AND key = ?2",
    )?;
    let row: Option<(String, String)> = statement
        .query_row(params![key.person.as_str(), key.key], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    match row {
        None => Ok(None),
        Some((request, _)) if request != key.request.to_string() => Err(StoreError::KeyReused {
            key: key.key.clone(),
        }),
        Some((_, receipt)) => Ok(Some(from_json("a receipt", &receipt)?)),
    }
}

pub(super) fn forget_keys(connection: &Connection, before: Timestamp) -> Result<u64, StoreError> {
    let forgotten = connection.execute(
        "DELETE FROM idempotency_keys WHERE at < ?1",
        [micros(before)],
    )?;
    Ok(forgotten as u64)
}

/// Stores a receipt under an idempotency key, if there is one.
pub(super) fn keep_receipt<T: Serialize>(
    connection: &Connection,
    key: Option<&IdempotencyKey>,
    at: Timestamp,
    receipt: &T,
) -> Result<(), StoreError> {
    let Some(key) = key else { return Ok(()) };
    connection
        .prepare_cached("INSERT INTO idempotency_keys (person, key, request, receipt, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            key.person.as_str(),
            key.key,
            key.request.to_string(),
            to_json(receipt)?,
            micros(at)
        ])?;
    Ok(())
}
