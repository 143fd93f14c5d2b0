//! The organizations: one way in, and the process files as they are installed.

use placet_domain::ProcessName;
use placet_domain::digest::Digest;

use super::super::{append, organization};
use super::Store;
use crate::append::IdempotencyKey;
use crate::error::StoreError;
use crate::organization::{OrganizationAppend, OrganizationReceipt, StoredProcess};

impl Store {
    /// Appends what one decision about the organizations brings and answers when it is on disk.
    ///
    /// The same idempotency key and request again give the first receipt.
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

    /// Returns the receipt of a request about the organizations that was done before under this idempotency key.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the request was another one, and [`StoreError::Io`].
    pub fn replay_organization(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Option<OrganizationReceipt>, StoreError> {
        self.read(|connection| append::kept_receipt(connection, Some(key)))
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
