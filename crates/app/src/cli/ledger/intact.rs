//! The result of verifying a ledger, and how its checkpoints are read.

use std::path::Path;

use placet_ledger::{Checkpoint, OpenedCheckpoint, VerifierKey};

use crate::failure::Failure;
use crate::files;

/// Largest checkpoint or key file, in bytes.
const NOTE_BYTES_MAX: u64 = 64 * 1024;

/// What is known about a ledger in which nothing is wrong.
pub(super) struct Intact {
    pub(super) size: u64,
    pub(super) root: String,
    /// How many signed checkpoints were compared.
    pub(super) checkpoints: usize,
    /// Events that a signature covers.
    pub(super) covered: u64,
}

/// Reads a signed checkpoint of the ledger that the key is named after.
pub(super) fn checkpoint(path: &Path, key: &VerifierKey) -> Result<OpenedCheckpoint, Failure> {
    let note = text(path)?;
    Checkpoint::open(&note, key.name().as_str(), std::slice::from_ref(key)).map_err(|error| {
        Failure::failed(
            format!("`{}`: {error}", path.display()),
            "use a checkpoint of this ledger",
        )
    })
}

/// Reads a small file of text.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let bytes = files::read(path, NOTE_BYTES_MAX)?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::failed(format!("`{}` is not UTF-8", path.display()), ""))
}
