use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use placet_domain::digest::Digest;
use placet_ledger::{SignerKey, VerifierKey};
use placet_teeth::{Bug, Point, planted, point};
use rusqlite::{Connection, OpenFlags};

use super::batch::Batch;
use super::readers::Readers;
use super::writer::{Stats, Writer};
use super::{key_file, migrations};
use crate::append::CommitHook;
use crate::blobs::{self, sync_dir};
use crate::error::StoreError;

/// How long a connection waits for another process that is writing.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many prepared statements each connection keeps.
pub(super) const STATEMENTS_CACHED: usize = 128;

const DATABASE_FILE: &str = "placet.db";

/// A store in one directory. Shared between threads as it is; dropping it signs a last checkpoint and closes it.
pub struct Store {
    pub(super) dir: PathBuf,
    pub(super) key: Arc<SignerKey>,
    pub(super) readers: Readers,
    writer: Writer,
}

impl Store {
    /// Makes a store in a directory that holds none, and the directory too.
    ///
    /// `seed` are 32 random bytes for the ledger's key; `origin` names the ledger, by convention a host and a path.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Invalid`] for an origin with spaces or `+`, and [`StoreError::Io`].
    pub fn create(dir: &Path, seed: &[u8; 32], origin: &str) -> Result<Self, StoreError> {
        let path = path_of_database(dir);
        if path.exists() {
            return Err(StoreError::Exists(dir.display().to_string()));
        }
        let io = |error| StoreError::io(format!("creating `{}`", dir.display()), &error);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(io)?;
        key_file::create(dir, seed, origin)?;
        point(Point::KeyWritten);
        // SQLite gives its other files the permissions of this one. The schema comes in one transaction, and a file
        // without it is completed at the next opening, so that a creation may be cut short anywhere.
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(io)?;
        sync_dir(dir)?;
        point(Point::DatabaseMade);
        Self::open(dir)
    }

    /// Opens the store of a directory and migrates it to the newest schema.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NewerSchema`], [`StoreError::OtherSchema`] and [`StoreError::Io`].
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = path_of_database(dir);
        if !path.exists() {
            return Err(StoreError::Missing(dir.display().to_string()));
        }
        let key = Arc::new(key_file::read(dir)?);
        let mut connection = open_to_write(&path)?;
        for name in migrations::migrate(&mut connection)? {
            tracing::info!(migration = name, "migrated the database");
        }
        sync_log(&connection)?;
        let writer = Writer::start(connection, Arc::clone(&key))?;
        Ok(Self {
            dir: dir.to_owned(),
            key,
            readers: Readers::new(&path),
            writer,
        })
    }

    /// Gives the directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Gives the public half of the ledger's key, to hand to everyone who should be able to check.
    pub fn ledger_key(&self) -> &VerifierKey {
        self.key.verifier_key()
    }

    /// Has a function called after every commit of this process, on the thread that writes: it must be quick and must
    /// not write to the store. Events that another process appends are not told.
    pub fn on_commit(&self, hook: CommitHook) {
        self.writer.on_commit(hook);
    }

    /// Sets how often the ledger is signed while it grows; every second when nobody says so. It is signed at the end in any
    /// case.
    pub fn set_sign_pause(&self, pause: Duration) {
        self.writer.set_sign_pause(pause);
    }

    /// Counts what was written since the store was opened.
    pub fn stats(&self) -> Stats {
        self.writer.stats()
    }

    /// Stores a file by its content and answers when it is on disk.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] above [`crate::BLOB_BYTES_MAX`], [`StoreError::Full`] and [`StoreError::Io`].
    pub fn put_blob(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        blobs::put(&self.dir, bytes)
    }

    /// Reads a file back by its digest.
    ///
    /// # Errors
    /// [`StoreError::Io`], also when the content is no longer what the digest says.
    pub fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        blobs::get(&self.dir, digest)
    }

    /// Does `work` in the next transaction, and answers when that is durable.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.write(work)
    }

    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.read(work)
    }
}

/// Makes durable what is read from now on. A process that was killed between writing a commit and syncing it leaves that
/// commit in the log, where it counts; to act on it before it is on disk would let a power cut take the intent of an effect.
fn sync_log(connection: &Connection) -> Result<(), StoreError> {
    // A checkpoint syncs the log first. That a reader keeps it from ending is no matter.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

pub(super) fn path_of_database(dir: &Path) -> PathBuf {
    dir.join(DATABASE_FILE)
}

pub(super) fn open_to_write(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // With NORMAL, a power cut loses commits that were acknowledged.
    let synchronous = match planted(Bug::SynchronousNormal) {
        true => "NORMAL",
        false => "FULL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What a savepoint must keep of a page to undo one write goes to memory instead of to a file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // I10: with less, a power cut loses what was acknowledged.
    #[test]
    fn every_commit_is_synced() {
        let dir = tempfile::tempdir().unwrap();
        Store::create(dir.path(), &[7; 32], "example.com/ledger").unwrap();
        let connection = open_to_write(&path_of_database(dir.path())).unwrap();
        let full = 2;
        let level = connection.pragma_query_value(None, "synchronous", |row| row.get(0));
        assert_eq!(level, Ok(full));
    }
}
