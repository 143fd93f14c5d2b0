//! The organization's own events and process files.

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::organization::{OrganizationEvent, Stream};
use placet_domain::{PersonId, ProcessName};
use rusqlite::{Connection, Params, Row, params};

use super::append::{keep_receipt, kept_receipt};
use super::batch::Batch;
use super::value::Columns;
use super::{events, hooks, people, streams, tokens};
use crate::append::Committed;
use crate::cell::micros;
use crate::entry::ORGANIZATION;
use crate::error::StoreError;
use crate::organization::{
    Kept, OrganizationAppend, OrganizationReceipt, OrganizationRecorded, StoredProcess,
};

/// Writes a decision about the organizations: checks first, then events, then the rows that people read.
pub(super) fn append(
    batch: &mut Batch<'_>,
    append: &OrganizationAppend,
) -> Result<OrganizationReceipt, StoreError> {
    let key = append.key.as_ref();
    if let Some(receipt) = kept_receipt(batch.connection, key)? {
        return Ok(receipt);
    }
    streams::check(batch.connection, &append.as_of)?;
    let mut receipt = OrganizationReceipt {
        position: 0,
        version: 0,
        made: String::new(),
    };
    for event in &append.events {
        match event {
            OrganizationEvent::TokenIssued { token, .. } => receipt.made.clone_from(token),
            OrganizationEvent::ProposalMade { proposal, .. } => receipt.made.clone_from(proposal),
            _ => {}
        }
        receipt.version = record(batch, append.at, append.by.as_ref(), event)?;
        rows(batch.connection, append.at, event, &append.kept)?;
    }
    receipt.position = batch.frontier.size().saturating_sub(1);
    keep_receipt(batch.connection, key, append.at, &receipt)?;
    Ok(receipt)
}

/// Writes the rows that follow from an event.
fn rows(
    connection: &Connection,
    at: Timestamp,
    event: &OrganizationEvent,
    kept: &Kept,
) -> Result<(), StoreError> {
    match event {
        OrganizationEvent::ProcessInstalled {
            process, digest, ..
        } => install(connection, at, process, digest, kept.source.as_deref()),
        OrganizationEvent::TokenIssued {
            token,
            person,
            scopes,
            expires,
            ..
        } => {
            let hash = kept
                .token
                .ok_or_else(|| incomplete("the hash of a token"))?;
            tokens::issue(connection, token, &hash, person, scopes, *expires)
        }
        OrganizationEvent::TokenRevoked { token, .. } => tokens::revoke(connection, token),
        OrganizationEvent::PasswordSet { person } => {
            let hash = kept.password.as_deref();
            let hash = hash.ok_or_else(|| incomplete("the hash of a password"))?;
            tokens::set_password_hash(connection, person, hash)
        }
        OrganizationEvent::HookSet {
            hook,
            person,
            secrets,
            ..
        } => hooks::set(connection, hook, person, secrets),
        OrganizationEvent::HookRevoked { hook, .. } => hooks::revoke(connection, hook),
        event => match event.stream() {
            Stream::People(process) => people::apply(connection, &process, event),
            _ => Ok(()),
        },
    }
}

fn incomplete(what: &str) -> StoreError {
    StoreError::invalid(format!("{what} is missing"), "send it with the request")
}

fn install(
    connection: &Connection,
    at: Timestamp,
    name: &ProcessName,
    digest: &Digest,
    source: Option<&str>,
) -> Result<(), StoreError> {
    let source = source.filter(|source| Digest::of_bytes(source.as_bytes()) == *digest);
    let source = source.ok_or_else(|| incomplete("the file of a process version"))?;
    connection.execute(
        "UPDATE processes SET current = 0 WHERE name = ?1",
        [name.as_str()],
    )?;
    connection.execute(
        "INSERT INTO processes (digest, name, source, installed_at, current) VALUES (?1, ?2, ?3, ?4, 1)
         ON CONFLICT (digest) DO UPDATE SET current = 1, installed_at = excluded.installed_at",
        params![digest.to_string(), name.as_str(), source, micros(at)],
    )?;
    Ok(())
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

/// Appends an event to the ledger and returns the number of events of the organizations.
pub(super) fn record(
    batch: &mut Batch<'_>,
    at: Timestamp,
    by: Option<&PersonId>,
    event: &OrganizationEvent,
) -> Result<u64, StoreError> {
    let version = events::version_of(batch.connection, ORGANIZATION)? + 1;
    let recorded = OrganizationRecorded {
        at,
        by: by.cloned(),
        event: event.clone(),
    };
    let prepared = events::Prepared::new(ORGANIZATION, version, &recorded)?;
    events::insert(batch, ORGANIZATION, version, &prepared)?;
    streams::advance(batch.connection, &event.stream())?;
    let position = batch.frontier.size() - 1;
    batch.committed.push(Committed {
        position,
        change: None,
        number: String::new(),
        version,
        events: vec![prepared.name().to_owned()],
    });
    Ok(version)
}

fn read(row: &Row<'_>) -> Result<StoredProcess, StoreError> {
    let columns = Columns(row);
    let process = StoredProcess {
        name: columns.word("name")?,
        digest: columns.word("digest")?,
        source: row.get("source")?,
        installed_at: columns.time("installed_at")?,
    };
    // Decisions are based on the rules in this file, so an edit in the database must be detected.
    if Digest::of_bytes(process.source.as_bytes()) != process.digest {
        return Err(StoreError::Edited(format!("process `{}`", process.name)));
    }
    Ok(process)
}
