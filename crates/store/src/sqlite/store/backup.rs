//! Copies of the whole store.

use std::path::Path;

use super::super::backup;
use super::Store;
use crate::backup::Backup;
use crate::error::StoreError;

impl Store {
    /// Writes a consistent copy of everything, while the store is in use, into a new or empty directory. The copy holds
    /// the ledger's key and the hashes of tokens and passwords: protect it like the store itself.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the directory is not empty, [`StoreError::Full`] and [`StoreError::Io`].
    pub fn backup(&self, to: &Path) -> Result<Backup, StoreError> {
        backup::write(&self.dir, to)
    }
}
