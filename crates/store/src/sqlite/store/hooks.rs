//! Hooks: entry points for messages that another system signs.

use placet_domain::HookName;

use super::super::hooks;
use super::Store;
use crate::error::StoreError;
use crate::organization::Hook;

impl Store {
    /// Finds a hook, even if it was revoked.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn hook(&self, name: &HookName) -> Result<Option<Hook>, StoreError> {
        self.read(|connection| hooks::by_name(connection, name))
    }

    /// Lists all hooks by name.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn hooks(&self) -> Result<Vec<Hook>, StoreError> {
        self.read(hooks::all)
    }
}
