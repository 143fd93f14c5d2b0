//! The people of each process's organization.

use placet_domain::ProcessName;
use placet_domain::people::Directory;

use super::super::people;
use super::Store;
use crate::error::StoreError;

impl Store {
    /// Returns the people of a process's organization; none before they were first set.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn directory(&self, process: &ProcessName) -> Result<Option<Directory>, StoreError> {
        self.read(|connection| people::load(connection, process))
    }
}
