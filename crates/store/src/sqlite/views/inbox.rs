use std::collections::BTreeSet;

use placet_domain::{ChangeId, PersonId, RoleId};
use rusqlite::params;

use super::super::store::Store;
use super::super::value::to_json;
use super::super::{change_row, waiting};
use crate::append::Waiting;
use crate::error::StoreError;
use crate::views::{INBOX_ROWS_MAX, InboxRow};

impl Store {
    /// Lists what waits for a person, by name or in one of the roles, what is due first first; at most
    /// [`INBOX_ROWS_MAX`].
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn inbox(
        &self,
        person: &PersonId,
        roles: &BTreeSet<RoleId>,
    ) -> Result<Vec<InboxRow>, StoreError> {
        let roles = to_json(roles)?;
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "WITH mine AS (
                    SELECT rowid AS place FROM waiting WHERE person = ?1
                    UNION
                    SELECT waiting.rowid FROM json_each(?2) AS held JOIN waiting ON waiting.role = held.value
                 )
                 SELECT waiting.slot, waiting.kind, waiting.role, waiting.person, waiting.opens, waiting.due, changes.*
                 FROM mine JOIN waiting ON waiting.rowid = mine.place JOIN changes ON changes.id = waiting.change
                 ORDER BY waiting.due IS NULL, waiting.due, changes.seq, waiting.rowid LIMIT ?3",
            )?;
            let mut rows = statement.query(params![person.as_str(), roles, INBOX_ROWS_MAX])?;
            let mut inbox = Vec::new();
            while let Some(row) = rows.next()? {
                inbox.push(InboxRow { change: change_row::read(row)?, waiting: waiting::read(row)? });
            }
            Ok(inbox)
        })
    }

    /// Lists everything that a change waits for.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn waiting_of(&self, id: ChangeId) -> Result<Vec<Waiting>, StoreError> {
        self.read(|connection| waiting::of_change(connection, id))
    }
}
