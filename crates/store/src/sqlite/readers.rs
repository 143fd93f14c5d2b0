//! Connections that only read.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::connection::open_to_read;
use crate::error::StoreError;

/// The most connections that read at the same time; further readers wait.
const READERS_MAX: usize = 8;

pub(super) struct Readers {
    path: PathBuf,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    lent: usize,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            pool: Mutex::default(),
            returned: Condvar::new(),
        }
    }

    /// Lends a connection that sees one state of the database from the beginning to the end of `work`.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let loan = self.lend()?;
        let connection = loan.connection.as_ref().ok_or(StoreError::Closed)?;
        let snapshot = Snapshot::begin(connection)?;
        let result = work(connection);
        let ended = snapshot.end();
        // SQLite ends a transaction by itself when the disk fails. The reason is that failure, not the missing
        // transaction.
        let value = result?;
        ended?;
        Ok(value)
    }

    fn lend(&self) -> Result<Loan<'_>, StoreError> {
        let mut pool = self.pool();
        while pool.lent >= READERS_MAX {
            pool = self
                .returned
                .wait(pool)
                .unwrap_or_else(PoisonError::into_inner);
        }
        pool.lent += 1;
        let idle = pool.idle.pop();
        drop(pool);
        // From here on, the end of the loan returns the slot, even if no connection can be opened.
        let mut loan = Loan {
            readers: self,
            connection: idle,
        };
        if loan.connection.is_none() {
            loan.connection = Some(open_to_read(&self.path)?);
        }
        Ok(loan)
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        // The pool is consistent between any two statements, so a panic elsewhere does not matter.
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction that only reads. Its two statements are prepared once per connection, because most reads take less
/// time than preparing them.
struct Snapshot<'a>(&'a Connection);

impl<'a> Snapshot<'a> {
    fn begin(connection: &'a Connection) -> Result<Self, StoreError> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(connection))
    }

    fn end(self) -> Result<(), StoreError> {
        self.0.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // This happens after a panic or a failed commit. Nothing was written, so there is nothing to lose.
        if !self.0.is_autocommit() {
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }
}

struct Loan<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut pool = self.readers.pool();
        pool.lent -= 1;
        pool.idle.extend(self.connection.take());
        self.readers.returned.notify_one();
    }
}
