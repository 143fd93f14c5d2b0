//! Change numbers: the series they are taken from, and the change that has one.

use placet_domain::ChangeId;

use super::super::numbers;
use super::Store;
use crate::error::StoreError;

impl Store {
    /// Returns the highest sequence number taken in a series, 0 before the first.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn last_number(&self, prefix: &str) -> Result<u64, StoreError> {
        self.read(|connection| numbers::last(connection, prefix))
    }

    /// Finds a change by its number, in upper or lower case, or by its id.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn find(&self, number_or_id: &str) -> Result<Option<ChangeId>, StoreError> {
        self.read(|connection| numbers::find(connection, number_or_id))
    }
}
