//! Hooks: doors for messages that another system signs.

use placet_domain::HookName;

use super::super::hooks;
use super::Store;
use crate::error::StoreError;
use crate::organization::{Hook, Stamp};

impl Store {
    /// Creates a hook, or exchanges the person and the secrets of one that is there. Its `revoked` is not looked at.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the hook was revoked, [`StoreError::Full`] and [`StoreError::Io`].
    pub fn set_hook(&self, stamp: &Stamp, hook: &Hook) -> Result<(), StoreError> {
        let (stamp, hook) = (stamp.clone(), hook.clone());
        self.write(move |batch| hooks::set(batch, &stamp, hook))
    }

    /// Revokes a hook for good, and tells whether it was valid before.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn revoke_hook(&self, stamp: &Stamp, name: &HookName) -> Result<bool, StoreError> {
        let (stamp, name) = (stamp.clone(), name.clone());
        self.write(move |batch| hooks::revoke(batch, &stamp, name))
    }

    /// Finds a hook, also one that was revoked.
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
