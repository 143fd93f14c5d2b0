//! The organizations: the only way to append to them, and the installed process files.

use placet_domain::ProcessName;
use placet_domain::digest::Digest;

use super::super::{append, organization};
use super::Store;
use crate::append::IdempotencyKey;
use crate::error::StoreError;
use crate::organization::{OrganizationAppend, OrganizationReceipt, StoredProcess};

impl Store {
    /// Appends the result of one decision about the organizations and returns when it is on disk.
    ///
    /// The same idempotency key with the same request returns the first receipt.
    ///
    /// # Errors
    /// [`StoreError::StreamMoved`], [`StoreError::KeyReused`] and [`StoreError::Invalid`] leave no trace; after
    /// [`StoreError::Full`] and [`StoreError::Io`] nothing was acknowledged.
    pub fn append_organization(
        &self,
        append: OrganizationAppend,
    ) -> Result<OrganizationReceipt, StoreError> {
        self.write(move |batch| organization::append(batch, &append))
    }

    /// Returns the receipt of a request about the organizations that was already carried out under this idempotency
    /// key.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the request was another one, and [`StoreError::Io`].
    pub fn replay_organization(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Option<OrganizationReceipt>, StoreError> {
        self.read(|connection| append::kept_receipt(connection, Some(key)))
    }

    /// Returns a version of a process by its digest, no matter how old it is.
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

    /// Lists the versions of a process, the most recently installed first.
    ///
    /// # Errors
    /// [`StoreError::Edited`] when a file is not what its digest says, and [`StoreError::Io`].
    pub fn process_versions(&self, name: &ProcessName) -> Result<Vec<StoredProcess>, StoreError> {
        self.read(|connection| organization::versions(connection, name))
    }
}
