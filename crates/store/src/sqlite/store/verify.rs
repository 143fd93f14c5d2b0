//! The verification of every event against the ledger.

use placet_ledger::OpenedCheckpoint;

use super::super::verify;
use super::Store;
use crate::error::StoreError;
use crate::proof::Verified;

impl Store {
    /// Verifies the store while it is in use; see [`crate::verify`].
    ///
    /// # Errors
    /// As [`crate::verify`].
    pub fn verify(&self, kept: &[OpenedCheckpoint]) -> Result<Verified, StoreError> {
        self.read(|connection| verify::check(connection, self.ledger_key(), kept))
    }
}
