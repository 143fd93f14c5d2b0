//! The ledger as static files that independent tools can verify.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use placet_ledger::{ExportFile, Exporter, Note, VerifierKey};
use rusqlite::Connection;

use super::ledger::hash;
use crate::entry;
use crate::error::StoreError;

/// Writes all entries and tiles, and everything else that a verifier needs.
pub(super) fn write(
    connection: &Connection,
    size: u64,
    dir: &Path,
) -> Result<Exporter, StoreError> {
    write_all(dir, beside(connection, size)?)?;
    push_all(connection, size, dir)
}

/// Writes the files that come last: incomplete ones and the checkpoint.
pub(super) fn finish(
    exporter: Exporter,
    note: &Note,
    key: &VerifierKey,
    dir: &Path,
) -> Result<(), StoreError> {
    let last = exporter.finish(note, key);
    write_all(
        dir,
        last.map_err(|error| StoreError::invalid(error.to_string(), ""))?,
    )
}

/// Makes a directory, or accepts an empty one.
pub(super) fn empty_dir(dir: &Path) -> Result<(), StoreError> {
    let error = |error| StoreError::io(format!("creating `{}`", dir.display()), &error);
    fs::create_dir_all(dir).map_err(error)?;
    match fs::read_dir(dir).map_err(error)?.next() {
        None => Ok(()),
        Some(_) => Err(StoreError::Exists(dir.display().to_string())),
    }
}

fn push_all(connection: &Connection, size: u64, dir: &Path) -> Result<Exporter, StoreError> {
    let mut exporter = Exporter::new();
    let mut statement = connection.prepare_cached(
        "SELECT stream, version, body, leaf FROM events WHERE position < ?1 ORDER BY position",
    )?;
    let mut rows = statement.query([size])?;
    while let Some(row) = rows.next()? {
        let (stream, version, body): (String, u64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let leaf = hash(&row.get::<_, Vec<u8>>(3)?)?;
        let entry = entry::entry(&stream, version, &body)?;
        let files = exporter
            .push(&entry, leaf)
            .map_err(|error| StoreError::invalid(error.to_string(), ""))?;
        write_all(dir, files)?;
        write_all(
            dir,
            entry::long_event(&entry, &body)?
                .map(file)
                .into_iter()
                .collect(),
        )?;
    }
    Ok(exporter)
}

/// Writes every stored checkpoint up to a size, and every process file.
fn beside(connection: &Connection, size: u64) -> Result<Vec<ExportFile>, StoreError> {
    let mut notes = String::new();
    let mut statement =
        connection.prepare_cached("SELECT note FROM checkpoints WHERE size <= ?1 ORDER BY size")?;
    for note in statement.query_map([size], |row| row.get::<_, String>(0))? {
        notes.push_str(&serde_json::Value::from(note?).to_string());
        notes.push('\n');
    }
    let mut files = vec![file(("checkpoints.jsonl".to_owned(), notes))];
    let mut statement =
        connection.prepare_cached("SELECT digest, source FROM processes ORDER BY digest")?;
    for process in statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))? {
        let (digest, source): (String, String) = process?;
        files.push(file((format!("processes/{digest}.yaml"), source)));
    }
    Ok(files)
}

fn file((path, text): (String, String)) -> ExportFile {
    ExportFile {
        path,
        bytes: text.into_bytes(),
    }
}

fn write_all(dir: &Path, files: Vec<ExportFile>) -> Result<(), StoreError> {
    for file in files {
        let path = dir.join(&file.path);
        let write = || {
            fs::create_dir_all(path.parent().unwrap_or(dir))?;
            let mut out = File::create(&path)?;
            out.write_all(&file.bytes)?;
            out.sync_all()
        };
        write().map_err(|error| StoreError::io(format!("writing `{}`", path.display()), &error))?;
    }
    Ok(())
}
