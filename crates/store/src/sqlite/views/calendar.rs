use jiff::Timestamp;
use placet_domain::{ChangeNumber, PersonId, ProcessName};
use rusqlite::params;

use super::super::change_row;
use super::super::store::Store;
use super::super::value::micros;
use crate::error::StoreError;
use crate::views::{ChangeRow, SCHEDULED_MAX};

impl Store {
    /// Lists changes planned to begin in the half-open interval, earliest first, at most [`SCHEDULED_MAX`].
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn scheduled(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ChangeRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM changes WHERE scheduled_start >= ?1 AND scheduled_start < ?2
                 ORDER BY scheduled_start, seq LIMIT ?3",
            )?;
            let mut rows = statement.query(params![micros(from), micros(until), SCHEDULED_MAX])?;
            let mut scheduled = Vec::new();
            while let Some(row) = rows.next()? {
                scheduled.push(change_row::read(row)?);
            }
            Ok(scheduled)
        })
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
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT number FROM changes WHERE requester = ?1 AND unsettled = 1 AND process = ?2 ORDER BY number",
            )?;
            let rows = statement.query_map([requester.as_str(), process.as_str()], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
