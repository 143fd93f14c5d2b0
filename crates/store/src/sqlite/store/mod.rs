//! The store of one directory, and everything that a caller can ask of it, one file per subject.

mod append;
mod backup;
mod checkpoints;
mod events;
mod fsck;
mod hooks;
mod jobs;
mod ledger;
mod numbers;
mod organization;
mod people;
mod sessions;
mod targets;
mod tokens;
mod verify;
mod views;

use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use placet_domain::digest::Digest;
use placet_ledger::{SignerKey, VerifierKey};
use placet_teeth::{Point, point};
use rusqlite::Connection;

use super::batch::Batch;
use super::connection::{open_to_write, path_of_database, sync_log};
use super::readers::Readers;
use super::writer::{Stats, Writer};
use super::{key_file, migrations};
use crate::append::CommitHook;
use crate::blobs::{self, sync_dir};
use crate::error::StoreError;

/// A store in one directory. It can be shared between threads. Dropping it signs a last checkpoint and closes it.
pub struct Store {
    dir: PathBuf,
    key: Arc<SignerKey>,
    readers: Readers,
    writer: Writer,
}

impl Store {
    /// Creates a store in a directory that does not contain one. Creates the directory if needed.
    ///
    /// `seed` is 32 random bytes for the ledger's key. `origin` names the ledger, by convention a host and a path.
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
        // SQLite gives its other files the permissions of this one. The schema is created in one transaction, and a
        // file without it is completed when it is next opened, so a creation may be interrupted at any point.
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

    /// Returns the directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the public half of the ledger's key, for everyone who should be able to verify the ledger.
    pub fn ledger_key(&self) -> &VerifierKey {
        self.key.verifier_key()
    }

    /// Registers a function that is called after every commit of this process, on the thread that writes. It must be
    /// quick and must not write to the store. It is not called for events that another process appends.
    pub fn on_commit(&self, hook: CommitHook) {
        self.writer.on_commit(hook);
    }

    /// Sets how often the ledger is signed while it grows; the default is every second. It is always signed at the end.
    pub fn set_sign_pause(&self, pause: Duration) {
        self.writer.set_sign_pause(pause);
    }

    /// Returns counts of what was written since the store was opened.
    pub fn stats(&self) -> Stats {
        self.writer.stats()
    }

    /// Stores a file by its content and returns when it is on disk.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] above [`crate::BLOB_BYTES_MAX`], [`StoreError::Full`] and [`StoreError::Io`].
    pub fn put_blob(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        blobs::put(&self.dir, bytes)
    }

    /// Reads a file back by its digest.
    ///
    /// # Errors
    /// [`StoreError::Edited`] when the content is not what the digest says, and [`StoreError::Io`].
    pub fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        blobs::get(&self.dir, digest)
    }

    /// Does `work` in the next transaction, and returns when that is durable.
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.write(work)
    }

    fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.read(work)
    }
}

#[cfg(test)]
mod tests;
