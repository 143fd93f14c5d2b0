//! The comparison of everything that people read with the events.

use super::super::fsck;
use super::Store;
use crate::error::StoreError;
use crate::fsck::{Derive, Difference};

impl Store {
    /// Replays every event and compares each column of each row with what follows from it. `derive` returns what the
    /// engine derives from a change and from the people at its last event. Without it, inboxes and claims are not
    /// compared.
    ///
    /// # Errors
    /// [`StoreError::Tampered`] when an event is not as it was recorded, and [`StoreError::Io`].
    pub fn fsck(&self, derive: Option<&Derive<'_>>) -> Result<Vec<Difference>, StoreError> {
        self.read(|connection| fsck::check(connection, self.ledger_key(), derive))
    }
}
