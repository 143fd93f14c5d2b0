//! Process files, as they are installed.

use placet_domain::ProcessName;
use placet_domain::digest::Digest;

use super::super::organization;
use super::Store;
use crate::error::StoreError;
use crate::organization::{Stamp, StoredProcess};

impl Store {
    /// Makes a process file the current one of its name and gives its digest. Installing the current one again
    /// records nothing.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn install_process(
        &self,
        stamp: &Stamp,
        name: &ProcessName,
        source: &str,
    ) -> Result<Digest, StoreError> {
        let (stamp, name, source) = (stamp.clone(), name.clone(), source.to_owned());
        self.write(move |batch| organization::install_process(batch, &stamp, &name, &source))
    }

    /// Returns a version of a process by its digest, however old.
    ///
    /// # Errors
    /// [`StoreError::Edited`] when the file is not what the digest says, and [`StoreError::Io`].
    pub fn process(&self, digest: &Digest) -> Result<Option<StoredProcess>, StoreError> {
        self.read(|connection| organization::process(connection, digest))
    }

    /// Lists the current version of every process, by name.
    ///
    /// # Errors
    /// [`StoreError::Edited`] when a file is not what its digest says, and [`StoreError::Io`].
    pub fn current_processes(&self) -> Result<Vec<StoredProcess>, StoreError> {
        self.read(organization::current_processes)
    }

    /// Returns the current version of a process.
    ///
    /// # Errors
    /// [`StoreError::Edited`] when the file is not what its digest says, and [`StoreError::Io`].
    pub fn current_process(&self, name: &ProcessName) -> Result<Option<StoredProcess>, StoreError> {
        self.read(|connection| organization::current_process(connection, name))
    }

    /// Lists the versions of a process, the one installed last first.
    ///
    /// # Errors
    /// [`StoreError::Edited`] when a file is not what its digest says, and [`StoreError::Io`].
    pub fn process_versions(&self, name: &ProcessName) -> Result<Vec<StoredProcess>, StoreError> {
        self.read(|connection| organization::versions(connection, name))
    }
}
