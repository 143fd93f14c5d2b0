//! Appends: the only way to make events, and everything that follows from them, durable.

use jiff::Timestamp;

use super::super::append;
use super::Store;
use crate::append::{Append, IdempotencyKey, Receipt};
use crate::error::StoreError;

impl Store {
    /// Appends the result of one decision and returns when it is on disk.
    ///
    /// The same idempotency key with the same request returns the first receipt, marked as replayed.
    ///
    /// # Errors
    /// [`StoreError::VersionMismatch`], [`StoreError::StreamMoved`], [`StoreError::NumberTaken`],
    /// [`StoreError::KeyReused`], [`StoreError::TargetClaimed`] and [`StoreError::Invalid`] leave no trace; after
    /// [`StoreError::Full`] and [`StoreError::Io`] nothing was acknowledged.
    pub fn append(&self, append: Append) -> Result<Receipt, StoreError> {
        // This is encoded and hashed on the caller's thread, because only one thread writes.
        let prepared = append::prepare(&append)?;
        self.write(move |batch| append::apply(batch, &append, &prepared))
    }

    /// Returns the receipt of a request that was already carried out under this idempotency key.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the request was another one, and [`StoreError::Io`].
    pub fn replay(&self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        self.read(|connection| append::replayed(connection, Some(key)))
    }

    /// Deletes idempotency keys from before an instant and counts them. Repeating their requests would carry them out
    /// again.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write(move |batch| append::forget_keys(batch.connection, before))
    }
}
