//! Signed heads of the ledger, and the ledger as files that others can verify.

use std::path::Path;

use placet_ledger::{Checkpoint, Note};

use super::super::{checkpoints, export};
use super::Store;
use crate::error::StoreError;

impl Store {
    /// Signs the ledger as it is, stores the note and returns it. Send it elsewhere: an attacker with the database and
    /// the key can rewrite everything except the notes that others have kept.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn checkpoint(&self) -> Result<Note, StoreError> {
        self.write(checkpoints::sign)
    }

    /// Returns the newest stored checkpoint. While events arrive, it is at most a second old.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn latest_checkpoint(&self) -> Result<Option<Note>, StoreError> {
        self.read(checkpoints::latest)
    }

    /// Writes the ledger as static files that independent tools read (C2SP `tlog-tiles`) into a new or empty directory,
    /// with a checkpoint that is signed now, and returns that checkpoint.
    ///
    /// The directory also holds what a verifier needs to judge the events: `checkpoints.jsonl`, with every stored
    /// checkpoint; `processes/<sha256>.yaml`, every process file that was ever installed; and `events/<sha256>.json`,
    /// the events that the ledger names by their hash because they are long.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the directory is not empty, [`StoreError::Full`] and [`StoreError::Io`].
    pub fn export(&self, dir: &Path) -> Result<Note, StoreError> {
        export::empty_dir(dir)?;
        let note = self.checkpoint()?;
        let size = Checkpoint::parse(note.unverified_text())
            .map_err(|error| StoreError::unreadable("a checkpoint", error))?
            .size();
        let exporter = self.read(|connection| export::write(connection, size, dir))?;
        export::finish(exporter, &note, self.ledger_key(), dir)?;
        Ok(note)
    }
}
