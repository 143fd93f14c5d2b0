//! The disk under a real SQLite, set up as the product does it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod failing;
mod power;

use std::path::Path;

use placet_disk::Disk;
use rusqlite::Connection;

pub(crate) fn disk() -> (tempfile::TempDir, Disk) {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::mount(dir.path()).unwrap();
    (dir, disk)
}

/// Opens the database as the product does.
pub(crate) fn open(dir: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(dir.join("a.db"))?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 8)?;
    connection.execute_batch("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, text TEXT)")?;
    Ok(connection)
}

pub(crate) fn add(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    let text = "x".repeat(usize::try_from(number * 97 % 3_000).unwrap());
    connection.execute("INSERT INTO t VALUES (?1, ?2)", (number, text))?;
    Ok(())
}

/// Adds up to a number of rows until one fails. Returns the acknowledged rows.
pub(crate) fn work(dir: &Path, rows: i64) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    let Ok(connection) = open(dir) else {
        return acknowledged;
    };
    // A second connection, so that the shared memory has two users.
    let other = Connection::open(dir.join("a.db"));
    for number in 1..=rows {
        if add(&connection, number).is_err() {
            break;
        }
        acknowledged.push(number);
        if let Ok(other) = &other {
            let _ = numbers(other);
        }
    }
    acknowledged
}

pub(crate) fn numbers(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare("SELECT n FROM t ORDER BY n")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Returns the rows of a database that must be intact.
pub(crate) fn there(dir: &Path) -> Vec<i64> {
    let connection = open(dir).unwrap();
    let check: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    numbers(&connection).unwrap()
}
