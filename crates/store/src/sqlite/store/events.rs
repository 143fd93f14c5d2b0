//! Events, and the changes that result from them.

use jiff::Timestamp;
use placet_domain::ChangeId;
use placet_domain::change::Change;

use super::super::events;
use super::Store;
use crate::append::StoredEvent;
use crate::error::StoreError;
use crate::organization::OrganizationRecorded;

/// The most events that one page holds.
const PAGE_MAX: usize = 1_000;

impl Store {
    /// Loads a change with its version, the number of its events. It is built only from events and from snapshots that
    /// carry our own signature, never from the rows that people read.
    ///
    /// # Errors
    /// [`StoreError::Tampered`] when an event does not have the leaf that was recorded, and [`StoreError::Io`].
    pub fn load_change(&self, id: ChangeId) -> Result<Option<(Change, u64)>, StoreError> {
        let key = self.ledger_key();
        self.read(|connection| events::load(connection, id, key))
    }

    /// Lists a change's events after a version, at most 1000.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn events_of(
        &self,
        id: ChangeId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.read(|connection| events::of_change(connection, id, after, limit.min(PAGE_MAX)))
    }

    /// Lists events of all changes from a position of the ledger on, at most 1000. Events of the organization are
    /// skipped, so positions may have gaps.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn events_since(
        &self,
        position: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.read(|connection| events::since(connection, position, limit.min(PAGE_MAX)))
    }

    /// Returns the time of the newest event; none in an empty ledger.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn newest_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(events::newest_at)
    }

    /// Lists the organization's events after a version, at most 1000, each with its version.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn organization_events(
        &self,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, OrganizationRecorded)>, StoreError> {
        self.read(|connection| events::organization_events(connection, after, limit.min(PAGE_MAX)))
    }
}
