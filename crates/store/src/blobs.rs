//! Attachments: files named by the SHA-256 of their content.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use placet_domain::digest::Digest;
use placet_teeth::{Point, point};

use crate::error::StoreError;

/// The largest blob that is stored, in bytes.
pub const BLOB_BYTES_MAX: usize = 64 << 20;

pub(crate) const BLOBS_DIR: &str = "blobs";

/// Distinguishes the temporary files of one process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Stores content and returns when it is on disk. Storing it again changes nothing.
pub(crate) fn put(dir: &Path, bytes: &[u8]) -> Result<Digest, StoreError> {
    if bytes.len() > BLOB_BYTES_MAX {
        let given = bytes.len();
        return Err(StoreError::invalid(
            format!("`{given}` bytes are more than a file may have (`{BLOB_BYTES_MAX}`)"),
            "attach a smaller one",
        ));
    }
    let digest = Digest::of_bytes(bytes);
    let path = path_of(dir, &digest);
    if !path.exists() {
        write_whole(&path, bytes)
            .map_err(|error| StoreError::io(format!("writing `{}`", path.display()), &error))?;
    }
    Ok(digest)
}

/// Reads content back, or `None` when there is none with this digest.
pub(crate) fn get(dir: &Path, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
    let path = path_of(dir, digest);
    let doing = || format!("reading `{}`", path.display());
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(doing(), &error)),
    };
    if Digest::of_bytes(&bytes) != *digest {
        return Err(StoreError::Edited(format!("`{}`", path.display())));
    }
    Ok(Some(bytes))
}

/// Makes the names in a directory durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(|error| StoreError::io(format!("writing `{}`", dir.display()), &error))
}

fn path_of(dir: &Path, digest: &Digest) -> PathBuf {
    let name = digest.to_string();
    let folder: String = name.chars().take(2).collect();
    dir.join(BLOBS_DIR).join(folder).join(name)
}

/// Writes a temporary file next to the target, syncs it, then renames it: the name never refers to incomplete content.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mark = NEXT.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_extension(format!("{}-{mark}.tmp", std::process::id()));
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    point(Point::BlobWritten);
    if let Err(error) = written.and_then(|()| fs::rename(&temporary, path)) {
        // The remains of a failed write only take up space. Failing to remove them does no other harm.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    point(Point::BlobNamed);
    File::open(folder)?.sync_all()?;
    folder
        .parent()
        .map_or(Ok(()), |blobs| File::open(blobs)?.sync_all())
}
