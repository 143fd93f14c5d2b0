//! Appends: the one way in which events, and everything that follows from them, become durable.

use jiff::Timestamp;

use super::super::append;
use super::Store;
use crate::append::{Append, IdempotencyKey, Receipt};
use crate::error::StoreError;

impl Store {
    /// Appends what one decision brings and answers when it is on disk.
    ///
    /// The same idempotency key and request again give the first receipt, marked as replayed.
    ///
    /// # Errors
    /// [`StoreError::VersionMismatch`], [`StoreError::StreamMoved`], [`StoreError::NumberTaken`],
    /// [`StoreError::KeyReused`], [`StoreError::TargetClaimed`] and [`StoreError::Invalid`] leave no trace; after
    /// [`StoreError::Full`] and [`StoreError::Io`] nothing was acknowledged.
    pub fn append(&self, append: Append) -> Result<Receipt, StoreError> {
        // Encoded and hashed on the caller's thread: only one thread writes.
        let prepared = append::prepare(&append)?;
        self.write(move |batch| append::apply(batch, &append, &prepared))
    }

    /// Returns the receipt of a request that was done before under this idempotency key.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the request was another one, and [`StoreError::Io`].
    pub fn replay(&self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        self.read(|connection| append::replayed(connection, Some(key)))
    }

    /// Forgets idempotency keys from before an instant and counts them; their requests would be done again.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write(move |batch| append::forget_keys(batch.connection, before))
    }
}
