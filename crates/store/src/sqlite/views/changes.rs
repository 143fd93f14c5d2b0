use placet_domain::{ChangeId, ProcessName};

use super::super::change_row;
use super::super::store::Store;
use super::super::value::Cells;
use super::list::List;
use crate::error::StoreError;
use crate::views::{ChangeRow, Page, Query};

impl Store {
    /// Gives a page of changes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the cursor is of a list in another order, and [`StoreError::Io`].
    pub fn changes(&self, query: &Query) -> Result<Page, StoreError> {
        let list = List::of(query)?;
        self.read(|connection| list.page(connection))
    }

    /// Gives the identity and the process of the change with this number or id, which is all that it takes to say who may
    /// see it.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn place_of(
        &self,
        number_or_id: &str,
    ) -> Result<Option<(ChangeId, ProcessName)>, StoreError> {
        self.read(|connection| {
            let find = |sql: &str, key: &str| {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query([key])?;
                rows.next()?
                    .map(|row| {
                        let mut cells = Cells { row, next: 0 };
                        Ok((cells.word()?, cells.word()?))
                    })
                    .transpose()
            };
            let by_number = find(
                "SELECT id, process FROM changes WHERE number = ?1",
                number_or_id,
            )?;
            match (by_number, number_or_id.parse::<ChangeId>()) {
                (Some(found), _) => Ok(Some(found)),
                (None, Ok(id)) => find(
                    "SELECT id, process FROM changes WHERE id = ?1",
                    &id.to_string(),
                ),
                (None, Err(_)) => Ok(None),
            }
        })
    }

    /// Gives the row of one change.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn change_row(&self, id: ChangeId) -> Result<Option<ChangeRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM changes WHERE id = ?1")?;
            let mut rows = statement.query([id.to_string()])?;
            rows.next()?.map(change_row::read).transpose()
        })
    }
}
