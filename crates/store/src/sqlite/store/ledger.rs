//! The ledger: its head, its tiles, and proofs from them.

use placet_ledger::{ConsistencyProof, Hash, InclusionProof};

use super::super::ledger;
use super::Store;
use crate::error::StoreError;
use crate::proof::Head;

/// The most entries that are read at a time.
const ENTRIES_MAX: u64 = 1_024;

impl Store {
    /// Returns size and root of the ledger.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn ledger_head(&self) -> Result<Head, StoreError> {
        let frontier = self.read(ledger::frontier)?;
        Ok(Head {
            size: frontier.size(),
            root: frontier.root(),
        })
    }

    /// Proves that the event at `position` is in the ledger as it is now, or as it was at `size`.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a position that is not in a ledger of that size, and [`StoreError::Io`].
    pub fn inclusion_proof(
        &self,
        position: u64,
        size: Option<u64>,
    ) -> Result<InclusionProof, StoreError> {
        self.read(|connection| ledger::inclusion_proof(connection, position, size))
    }

    /// Proves that the ledger of `new_size` events begins with the one of `old_size`.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for sizes that the ledger never had or that are in the wrong order, and
    /// [`StoreError::Io`].
    pub fn consistency_proof(
        &self,
        old_size: u64,
        new_size: u64,
    ) -> Result<ConsistencyProof, StoreError> {
        self.read(|connection| ledger::consistency_proof(connection, old_size, new_size))
    }

    /// Reads entries from `start`, at most 1024, with their recorded leaf hashes.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn entries(&self, start: u64, count: u64) -> Result<Vec<(Vec<u8>, Hash)>, StoreError> {
        let end = start.saturating_add(count.min(ENTRIES_MAX));
        self.read(|connection| ledger::entries(connection, start, end))
    }

    /// Returns the hashes of a tile (C2SP tlog-tiles), 32 bytes each and as many as there are so far; none for a tile
    /// that has not begun.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn ledger_tile(&self, level: u8, place: u64) -> Result<Vec<u8>, StoreError> {
        self.read(|connection| ledger::hashes_of_tile(connection, level, place))
    }
}
