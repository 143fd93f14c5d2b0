//! Connections to the database of a directory: one that writes, and those that only read.

use std::path::{Path, PathBuf};
use std::time::Duration;

use placet_teeth::{Bug, planted};
use rusqlite::{Connection, OpenFlags};

use crate::error::StoreError;

/// How long a connection waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many prepared statements each connection keeps.
const STATEMENTS_CACHED: usize = 128;

const DATABASE_FILE: &str = "placet.db";

pub(super) fn path_of_database(dir: &Path) -> PathBuf {
    dir.join(DATABASE_FILE)
}

pub(super) fn open_to_write(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(path, flags)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // With NORMAL, a power failure loses commits that were acknowledged.
    let synchronous = match planted(Bug::SynchronousNormal) {
        true => "NORMAL",
        false => "FULL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A savepoint keeps the old content of pages to undo one write. It is kept in memory instead of a file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

pub(super) fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(path, flags)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    // Schema text in a database is untrusted input.
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Makes everything that is read from now on durable. A process that was killed between writing a commit and syncing it
/// leaves that commit in the log, where it is valid. If it were acted on before it is on disk, a power failure could
/// lose the intent of an effect.
pub(super) fn sync_log(connection: &Connection) -> Result<(), StoreError> {
    // A checkpoint syncs the log first. A reader may prevent the checkpoint from finishing, which does no harm.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // I10: with any weaker setting, a power failure loses what was acknowledged.
    #[test]
    fn every_commit_is_synced() {
        let dir = tempfile::tempdir().unwrap();
        let path = path_of_database(dir.path());
        std::fs::File::create(&path).unwrap();
        let connection = open_to_write(&path).unwrap();
        let full = 2;
        let level = connection.pragma_query_value(None, "synchronous", |row| row.get(0));
        assert_eq!(level, Ok(full));
    }
}
