//! The table of people: one row a process, with everyone in its organization.

use placet_domain::ProcessName;
use placet_domain::organization::OrganizationEvent;
use placet_domain::people::{Delegation, Directory};
use rusqlite::{Connection, OptionalExtension, params};

use super::batch::Batch;
use super::organization::record;
use super::value::{from_json, to_json};
use crate::error::StoreError;
use crate::organization::Stamp;

pub(super) fn load(
    connection: &Connection,
    process: &ProcessName,
) -> Result<Option<Directory>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT body FROM directories WHERE process = ?1")?;
    let body: Option<String> = statement
        .query_row([process.as_str()], |row| row.get(0))
        .optional()?;
    body.map(|body| from_json("the people of an organization", &body))
        .transpose()
}

pub(super) fn replace(
    batch: &mut Batch<'_>,
    stamp: &Stamp,
    process: ProcessName,
    directory: Directory,
) -> Result<(), StoreError> {
    store(batch.connection, &process, &directory)?;
    let event = OrganizationEvent::PeopleReplaced {
        process,
        directory,
        reason: String::new(),
    };
    record(batch, stamp, event)
}

pub(super) fn grant(
    batch: &mut Batch<'_>,
    stamp: &Stamp,
    process: ProcessName,
    delegation: Delegation,
) -> Result<(), StoreError> {
    let mut directory = load(batch.connection, &process)?.unwrap_or_default();
    directory.delegations.push(delegation.clone());
    store(batch.connection, &process, &directory)?;
    let event = OrganizationEvent::DelegationGranted {
        process,
        delegation,
        reason: String::new(),
    };
    record(batch, stamp, event)
}

fn store(
    connection: &Connection,
    process: &ProcessName,
    directory: &Directory,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO directories (process, body) VALUES (?1, ?2)",
        params![process.as_str(), to_json(directory)?],
    )?;
    Ok(())
}
