//! The people of each process's organization.

use placet_domain::ProcessName;
use placet_domain::people::{Delegation, Directory};

use super::super::people;
use super::Store;
use crate::error::StoreError;
use crate::organization::Stamp;

impl Store {
    /// Returns the people of a process's organization; none before the first were set.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn directory(&self, process: &ProcessName) -> Result<Option<Directory>, StoreError> {
        self.read(|connection| people::load(connection, process))
    }

    /// Replaces the people of a process's organization.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn set_people(
        &self,
        stamp: &Stamp,
        process: &ProcessName,
        directory: &Directory,
    ) -> Result<(), StoreError> {
        let (stamp, process, directory) = (stamp.clone(), process.clone(), directory.clone());
        self.write(move |batch| people::replace(batch, &stamp, process, directory))
    }

    /// Records that a person hands over roles.
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
        self.write(move |batch| people::grant(batch, &stamp, process, delegation))
    }
}
