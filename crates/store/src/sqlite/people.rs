//! The table of people: one row per process, with everyone in its organization.

use placet_domain::ProcessName;
use placet_domain::organization::{OrganizationEvent, apply_to_people};
use placet_domain::people::Directory;
use rusqlite::{Connection, OptionalExtension, params};

use super::value::{from_json, to_json};
use crate::error::StoreError;

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

/// Writes the result of an event about the people.
pub(super) fn apply(
    connection: &Connection,
    process: &ProcessName,
    event: &OrganizationEvent,
) -> Result<(), StoreError> {
    let mut directory = match event {
        OrganizationEvent::PeopleReplaced { .. } => Directory::default(),
        _ => load(connection, process)?.unwrap_or_default(),
    };
    apply_to_people(&mut directory, event.clone());
    store(connection, process, &directory)
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
