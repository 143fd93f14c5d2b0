use placet_domain::ProcessName;
use placet_domain::organization::OrganizationEvent;
use placet_domain::people::{Delegation, Directory};
use rusqlite::{Connection, OptionalExtension, params};

use super::organization::record;
use super::store::Store;
use super::value::{from_json, to_json};
use crate::error::StoreError;
use crate::organization::Stamp;

impl Store {
    /// Gives the people of a process's organization; none before the first were set.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn directory(&self, process: &ProcessName) -> Result<Option<Directory>, StoreError> {
        self.read(|connection| load(connection, process))
    }

    /// Replaces the people of a process's organization.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn set_people(
        &self,
        stamp: &Stamp,
        process: &ProcessName,
        people: &Directory,
    ) -> Result<(), StoreError> {
        let (stamp, process, directory) = (stamp.clone(), process.clone(), people.clone());
        self.write(move |batch| {
            store(batch.connection, &process, &directory)?;
            record(
                batch,
                &stamp,
                OrganizationEvent::PeopleReplaced { process, directory },
            )
        })
    }

    /// Records that somebody hands over roles.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn grant_delegation(
        &self,
        stamp: &Stamp,
        process: &ProcessName,
        delegation: &Delegation,
    ) -> Result<(), StoreError> {
        let (stamp, process, delegation) = (stamp.clone(), process.clone(), delegation.clone());
        self.write(move |batch| {
            let mut directory = load(batch.connection, &process)?.unwrap_or_default();
            directory.delegations.push(delegation.clone());
            store(batch.connection, &process, &directory)?;
            record(
                batch,
                &stamp,
                OrganizationEvent::DelegationGranted {
                    process,
                    delegation,
                },
            )
        })
    }
}

fn load(connection: &Connection, process: &ProcessName) -> Result<Option<Directory>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT body FROM directories WHERE process = ?1")?;
    let body: Option<String> = statement
        .query_row([process.as_str()], |row| row.get(0))
        .optional()?;
    body.map(|body| from_json("the people of an organization", &body))
        .transpose()
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
