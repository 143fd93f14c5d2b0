//! What people read: lists, inboxes, calendars, counts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use placet_domain::{ChangeId, ChangeNumber, PersonId, ProcessName, RoleId};

use super::super::views::{calendar, changes, counts, inbox, list::List};
use super::super::waiting;
use super::Store;
use crate::error::StoreError;
use crate::views::{ChangeRow, Counts, InboxRow, Page, Query};
use placet_domain::change::Waiting;

impl Store {
    /// Returns a page of changes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the cursor belongs to a list in another order, and [`StoreError::Io`].
    pub fn changes(&self, query: &Query) -> Result<Page, StoreError> {
        let list = List::of(query)?;
        self.read(|connection| list.page(connection))
    }

    /// Returns the id and the process of the change with this number or id. This is all that is needed to decide who
    /// may see it.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn place_of(
        &self,
        number_or_id: &str,
    ) -> Result<Option<(ChangeId, ProcessName)>, StoreError> {
        self.read(|connection| changes::place_of(connection, number_or_id))
    }

    /// Returns the row of one change.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn change_row(&self, id: ChangeId) -> Result<Option<ChangeRow>, StoreError> {
        self.read(|connection| changes::row(connection, id))
    }

    /// Lists changes planned to begin in the half-open interval, earliest first, at most
    /// [`crate::views::SCHEDULED_MAX`].
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn scheduled(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ChangeRow>, StoreError> {
        self.read(|connection| calendar::scheduled(connection, from, until))
    }

    /// Lists the numbers of a requester's changes in a process whose approval afterwards is late or was refused.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn unsettled_of(
        &self,
        process: &ProcessName,
        requester: &PersonId,
    ) -> Result<Vec<ChangeNumber>, StoreError> {
        self.read(|connection| changes::unsettled_of(connection, process, requester))
    }

    /// Counts changes, of one process or of all.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn counts(&self, process: Option<&ProcessName>) -> Result<Counts, StoreError> {
        self.read(|connection| counts::counts(connection, process))
    }

    /// Lists what waits for a person, by name or in one of the roles, ordered by due date; at most
    /// [`crate::views::INBOX_ROWS_MAX`].
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn inbox(
        &self,
        person: &PersonId,
        roles: &BTreeSet<RoleId>,
    ) -> Result<Vec<InboxRow>, StoreError> {
        self.read(|connection| inbox::of(connection, person, roles))
    }

    /// Lists everything that a change waits for.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn waiting_of(&self, id: ChangeId) -> Result<Vec<Waiting>, StoreError> {
        self.read(|connection| waiting::of_change(connection, id))
    }
}
