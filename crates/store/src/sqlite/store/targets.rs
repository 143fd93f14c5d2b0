//! Targets that running changes hold.

use std::collections::{BTreeMap, BTreeSet};

use placet_domain::ChangeNumber;

use super::super::targets;
use super::Store;
use crate::error::StoreError;

impl Store {
    /// Lists the given targets that a change holds, each with the number of that change.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn holders_of(
        &self,
        wanted: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, ChangeNumber>, StoreError> {
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        self.read(|connection| targets::holders_of(connection, wanted))
    }

    /// Lists every target that a change holds, each with the number of the change.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn claims(&self) -> Result<BTreeMap<String, ChangeNumber>, StoreError> {
        self.read(targets::all)
    }
}
