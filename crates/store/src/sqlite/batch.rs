//! One transaction that several writes share.

use placet_ledger::{Frontier, SignerKey};
use placet_teeth::{Bug, planted};
use rusqlite::Connection;

use super::ledger;
use super::rows::Rows;
use crate::append::Committed;
use crate::error::StoreError;

/// A transaction that several writes share.
pub(super) struct Batch<'a> {
    pub(super) connection: &'a Connection,
    pub(super) key: &'a SignerKey,
    pub(super) rows: &'a mut Rows,
    /// The ledger with the leaves of this batch.
    pub(super) frontier: Frontier,
    pub(super) committed: Vec<Committed>,
    stored_size: u64,
    /// Why this batch cannot be committed.
    broken: Option<StoreError>,
}

impl<'a> Batch<'a> {
    /// Begins with the ledger as it is: other processes may have written since the last batch.
    pub(super) fn begin(
        connection: &'a Connection,
        key: &'a SignerKey,
        rows: &'a mut Rows,
    ) -> Result<Self, StoreError> {
        let frontier = ledger::frontier(connection)?;
        let stored_size = frontier.size();
        Ok(Self {
            connection,
            key,
            rows,
            frontier,
            committed: Vec::new(),
            stored_size,
            broken: None,
        })
    }

    /// Does one write. If it fails, it leaves no trace, and the other writes of the batch continue.
    pub(super) fn isolated<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        let (frontier, told) = (self.frontier.clone(), self.committed.len());
        self.execute("SAVEPOINT one")?;
        let result = work(self);
        match result {
            Ok(value) => {
                self.execute("RELEASE one")?;
                Ok(value)
            }
            Err(error) => {
                self.frontier = frontier;
                self.committed.truncate(told);
                // A full disk makes SQLite undo the whole transaction, including writes whose callers were told that
                // they are done.
                match self.connection.is_autocommit() {
                    true => self.broken = Some(error.clone()),
                    false => {
                        self.execute("ROLLBACK TO one")?;
                        self.execute("RELEASE one")?;
                    }
                }
                Err(error)
            }
        }
    }

    /// Writes the head of the ledger and returns the notices to send once the transaction is committed.
    pub(super) fn finish(self) -> Result<Vec<Committed>, StoreError> {
        if let Some(error) = self.broken {
            return Err(error);
        }
        if self.frontier.size() > self.stored_size && !planted(Bug::FrontierNotStored) {
            ledger::store_frontier(self.connection, &self.frontier)?;
        }
        Ok(self.committed)
    }

    fn execute(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut one| one.execute([]));
        done.map(|_| ()).map_err(|error| {
            let error = StoreError::from(error);
            self.broken = Some(error.clone());
            error
        })
    }
}
