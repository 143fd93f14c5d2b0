//! Signed heads of the ledger, and the ledger as files that others can verify.

use std::path::Path;

use placet_ledger::{Checkpoint, Note};

use super::super::{checkpoints, export};
use super::Store;
use crate::error::StoreError;

impl Store {
    /// Signs the ledger as it is and gives the note, which is kept too. Send it away: an attacker with the database and
    /// the key can rewrite everything except the notes that others have kept.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn checkpoint(&self) -> Result<Note, StoreError> {
        self.write(checkpoints::sign)
    }

    /// Returns the newest checkpoint that is kept; while events come in it is at most a second old.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn latest_checkpoint(&self) -> Result<Option<Note>, StoreError> {
        self.read(checkpoints::latest)
    }

    /// Writes the ledger as static files that independent tools read (C2SP `tlog-tiles`) into a new or empty
    /// directory, with a checkpoint signed now, and gives that.
    ///
    /// Beside them stands what a verifier needs to judge the events by themselves: `checkpoints.jsonl`, every
    /// checkpoint that is kept; `processes/<sha256>.yaml`, every process file that was ever installed; and
    /// `events/<sha256>.json`, the events that the ledger names by their hash because they are long.
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
