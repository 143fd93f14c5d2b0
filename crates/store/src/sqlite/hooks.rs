//! Hooks. Only references to their secrets are kept, here and in events.

use placet_domain::HookName;
use placet_domain::organization::OrganizationEvent;
use rusqlite::{OptionalExtension, Row, params};

use super::organization::record;
use super::store::Store;
use super::value::{Columns, from_json, to_json};
use crate::error::StoreError;
use crate::organization::{Hook, Stamp};

impl Store {
    /// Creates a hook, or exchanges the person and the secrets of one that is there. Its `revoked` is not looked at.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the hook was revoked, [`StoreError::Full`] and [`StoreError::Io`].
    pub fn set_hook(&self, stamp: &Stamp, hook: &Hook) -> Result<(), StoreError> {
        let (stamp, hook) = (stamp.clone(), hook.clone());
        self.write(move |batch| {
            let set = batch.connection.execute(
                "INSERT INTO hooks (name, person, secrets) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET person = excluded.person, secrets = excluded.secrets
                 WHERE revoked = 0",
                params![hook.name.as_str(), hook.person.as_str(), to_json(&hook.secrets)?],
            )?;
            if set == 0 {
                return Err(StoreError::Invalid(format!(
                    "the hook `{}` was revoked, and that is for good; choose another name",
                    hook.name
                )));
            }
            let Hook { name: hook, person, secrets, .. } = hook;
            record(batch, &stamp, OrganizationEvent::HookSet { hook, person, secrets })
        })
    }

    /// Revokes a hook for good, and tells whether it was valid before.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn revoke_hook(&self, stamp: &Stamp, name: &HookName) -> Result<bool, StoreError> {
        let (stamp, hook) = (stamp.clone(), name.clone());
        self.write(move |batch| {
            let sql = "UPDATE hooks SET revoked = 1 WHERE name = ?1 AND revoked = 0";
            if batch.connection.execute(sql, [hook.as_str()])? == 0 {
                return Ok(false);
            }
            record(batch, &stamp, OrganizationEvent::HookRevoked { hook })?;
            Ok(true)
        })
    }

    /// Finds a hook, also one that was revoked.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn hook(&self, name: &HookName) -> Result<Option<Hook>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM hooks WHERE name = ?1")?;
            let row = statement.query_row([name.as_str()], |row| Ok(read(row)));
            row.optional()?.transpose()
        })
    }

    /// Lists all hooks by name.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn hooks(&self) -> Result<Vec<Hook>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM hooks ORDER BY name")?;
            let mut rows = statement.query([])?;
            let mut hooks = Vec::new();
            while let Some(row) = rows.next()? {
                hooks.push(read(row)?);
            }
            Ok(hooks)
        })
    }
}

fn read(row: &Row<'_>) -> Result<Hook, StoreError> {
    let columns = Columns(row);
    Ok(Hook {
        name: columns.word("name")?,
        person: columns.word("person")?,
        secrets: from_json("the secrets of a hook", &row.get::<_, String>("secrets")?)?,
        revoked: row.get("revoked")?,
    })
}
