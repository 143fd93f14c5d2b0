//! Restoring a backup.

use std::path::Path;
use std::{fs, io};

use placet_teeth::{Point, point};

use super::backup::{FORMAT, copy, measure, open_regular};
use super::export::empty_dir;
use super::verify::verify;
use crate::backup::{Backup, MANIFEST_FILE};
use crate::blobs::sync_dir;
use crate::error::StoreError;
use crate::proof::Verified;

/// The longest manifest that is read, in bytes.
const MANIFEST_BYTES_MAX: u64 = 256 << 20;

/// Copies a backup into a new or empty directory, and returns when every checksum and the whole ledger are verified. If
/// anything does not match, the directory is left empty.
///
/// # Errors
/// [`StoreError::Exists`] when the directory is not empty, [`StoreError::Invalid`] when the backup is not whole,
/// [`StoreError::Tampered`] when its events are not as they were recorded, [`StoreError::Full`] and
/// [`StoreError::Io`].
pub fn restore(from: &Path, dir: &Path) -> Result<Verified, StoreError> {
    let backup = read_manifest(from)?;
    // The checksums come first: a broken backup should not take the time to copy it.
    check_files(from, &backup)?;
    empty_dir(dir)?;
    let restored = copy_and_verify(from, dir, &backup);
    if restored.is_err() {
        // The directory was empty, so everything in it is ours. If something cannot be removed, the next attempt
        // reports that the directory is not empty.
        let _ = fs::remove_dir_all(dir);
    }
    restored
}

fn copy_and_verify(from: &Path, dir: &Path, backup: &Backup) -> Result<Verified, StoreError> {
    for file in &backup.files {
        let copied = copy(from, dir, &file.path)?;
        if copied != *file {
            return Err(not_whole(&file.path));
        }
    }
    sync_dir(dir)?;
    point(Point::RestoreCopied);
    let verified = verify(dir, &[])?;
    if (verified.head.size, verified.head.root) != (backup.size, backup.root) {
        return Err(StoreError::invalid(
            "the ledger of the backup is not the one of its manifest",
            "take another backup",
        ));
    }
    point(Point::RestoreVerified);
    Ok(verified)
}

fn read_manifest(from: &Path) -> Result<Backup, StoreError> {
    let path = from.join(MANIFEST_FILE);
    let doing = |error| StoreError::io(format!("reading `{}`", path.display()), &error);
    if fs::metadata(&path).map_err(doing)?.len() > MANIFEST_BYTES_MAX {
        return Err(not_whole(MANIFEST_FILE));
    }
    let text = io::read_to_string(open_regular(&path).map_err(doing)?).map_err(doing)?;
    let backup: Backup = serde_json::from_str(&text)
        .map_err(|error| StoreError::unreadable(path.display().to_string(), error))?;
    if backup.format != FORMAT {
        let format = backup.format;
        return Err(StoreError::invalid(
            format!("a backup of format `{format}` cannot be read"),
            "use a newer program",
        ));
    }
    for file in &backup.files {
        let plain = file
            .path
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'));
        if !plain {
            let path = &file.path;
            return Err(StoreError::invalid(
                format!("`{path}` is not a path inside a backup"),
                "do not trust it",
            ));
        }
    }
    Ok(backup)
}

fn check_files(from: &Path, backup: &Backup) -> Result<(), StoreError> {
    for file in &backup.files {
        if measure(from, &file.path)? != *file {
            return Err(not_whole(&file.path));
        }
    }
    Ok(())
}

fn not_whole(path: &str) -> StoreError {
    StoreError::invalid(
        format!("`{path}` of the backup is not as it was written"),
        "take another backup",
    )
}
