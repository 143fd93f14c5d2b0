//! Backups: a consistent copy of the database with the files beside it.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use placet_domain::digest::Digest;
use placet_teeth::{Point, point};
use sha2::{Digest as _, Sha256};

use super::connection::{open_to_read, open_to_write, path_of_database};
use super::export::empty_dir;
use super::{key_file, ledger};
use crate::backup::{BackedUpFile, Backup, MANIFEST_FILE};
use crate::blobs::{BLOBS_DIR, sync_dir};
use crate::error::StoreError;

/// The layout of a backup.
pub(super) const FORMAT: u32 = 1;

/// How many bytes of a file are copied at a time.
const CHUNK_BYTES: usize = 1 << 16;

pub(super) fn write(dir: &Path, to: &Path) -> Result<Backup, StoreError> {
    empty_dir(to)?;
    let database = path_of_database(to);
    // This does not use the thread that writes: others continue to write during a backup.
    let source = open_to_write(&path_of_database(dir))?;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&database)
        .map_err(|error| StoreError::io(format!("writing `{}`", database.display()), &error))?;
    source.execute("VACUUM INTO ?1", [database.to_string_lossy()])?;
    drop(source);
    sync_file(&database)?;
    point(Point::BackupDatabase);

    // Files are stored before the events that name them, so copying them after the events does not miss any.
    let mut files = vec![key_file::KEY_FILE.to_owned()];
    blob_paths(&dir.join(BLOBS_DIR), BLOBS_DIR, &mut files)?;
    let mut backup = Backup {
        format: FORMAT,
        size: 0,
        root: placet_ledger::empty_root(),
        files: Vec::new(),
    };
    for path in files {
        backup.files.push(copy(dir, to, &path)?);
    }
    backup.files.push(measure(to, &file_name(&database))?);
    let frontier = ledger::frontier(&open_to_read(&database)?)?;
    (backup.size, backup.root) = (frontier.size(), frontier.root());
    point(Point::BackupFiles);
    write_manifest(to, &backup)?;
    Ok(backup)
}

/// Copies one file and measures it at the same time.
pub(super) fn copy(from: &Path, to: &Path, path: &str) -> Result<BackedUpFile, StoreError> {
    let target = to.join(path);
    let doing = |error| StoreError::io(format!("copying `{path}`"), &error);
    let folder = target.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(doing)?;
    let mut input = open_regular(&from.join(path)).map_err(doing)?;
    let mut output = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&target)
        .map_err(doing)?;
    let (bytes, sha256) = pass(&mut input, Some(&mut output)).map_err(doing)?;
    output.sync_all().map_err(doing)?;
    sync_dir(folder)?;
    Ok(BackedUpFile {
        path: path.to_owned(),
        bytes,
        sha256,
    })
}

/// Measures a file.
pub(super) fn measure(dir: &Path, path: &str) -> Result<BackedUpFile, StoreError> {
    let doing = |error| StoreError::io(format!("reading `{path}`"), &error);
    let mut input = open_regular(&dir.join(path)).map_err(doing)?;
    let (bytes, sha256) = pass(&mut input, None).map_err(doing)?;
    Ok(BackedUpFile {
        path: path.to_owned(),
        bytes,
        sha256,
    })
}

/// Opens a regular file and reads at most one byte more than its length. A pipe would wait for a writer, a device may
/// never end, and a backup may come from anywhere (T22).
pub(super) fn open_regular(path: &Path) -> io::Result<io::Take<File>> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    Ok(File::open(path)?.take(meta.len() + 1))
}

fn pass(input: &mut impl Read, mut output: Option<&mut File>) -> io::Result<(u64, Digest)> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut bytes = 0;
    loop {
        let count = input.read(&mut chunk)?;
        let Some(part) = chunk.get(..count).filter(|part| !part.is_empty()) else {
            break;
        };
        hasher.update(part);
        bytes += part.len() as u64;
        if let Some(output) = output.as_deref_mut() {
            output.write_all(part)?;
        }
    }
    let digits: String = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let digest = digits.parse().map_err(io::Error::other)?;
    Ok((bytes, digest))
}

fn blob_paths(dir: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<(), StoreError> {
    let doing = |error| StoreError::io(format!("reading `{}`", dir.display()), &error);
    let mut entries: Vec<PathBuf> = match fs::read_dir(dir) {
        Ok(entries) => entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()
            .map_err(doing)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(doing(error)),
    };
    entries.sort();
    for entry in entries {
        let path = format!("{prefix}/{}", file_name(&entry));
        if entry.is_dir() {
            blob_paths(&entry, &path, paths)?;
        } else if entry.extension().is_none() {
            // Names with an extension belong to files that are still being written.
            paths.push(path);
        }
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn sync_file(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|error| StoreError::io(format!("writing `{}`", path.display()), &error))
}

fn write_manifest(to: &Path, backup: &Backup) -> Result<(), StoreError> {
    let path = to.join(MANIFEST_FILE);
    let doing = |error| StoreError::io(format!("writing `{}`", path.display()), &error);
    let text = serde_json::to_string_pretty(backup).map_err(|error| doing(error.into()))?;
    let mut file = File::create(&path).map_err(doing)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(doing)?;
    sync_dir(to)
}
