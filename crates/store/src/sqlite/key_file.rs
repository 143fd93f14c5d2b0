//! The file of the ledger's key.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use placet_ledger::{KeyName, SignerKey};

use crate::blobs::sync_dir;
use crate::error::StoreError;

pub(super) const KEY_FILE: &str = "ledger.key";

/// Writes a new key that only the server's user can read.
pub(super) fn create(dir: &Path, seed: &[u8; 32], origin: &str) -> Result<SignerKey, StoreError> {
    let name: KeyName = origin.parse().map_err(|error| {
        StoreError::invalid(
            format!("{error}"),
            "name the ledger by a host and a path, as in `changes.example.com/ledger`",
        )
    })?;
    let key = SignerKey::from_seed(name, seed);
    write(&dir.join(KEY_FILE), &format!("{}\n", key.to_secret_text()))?;
    sync_dir(dir)?;
    Ok(key)
}

pub(super) fn read(dir: &Path) -> Result<SignerKey, StoreError> {
    let path = dir.join(KEY_FILE);
    let doing = || format!("reading `{}`", path.display());
    let text = fs::read_to_string(&path).map_err(|error| StoreError::io(doing(), &error))?;
    SignerKey::from_secret_text(text.trim_end()).map_err(|error| StoreError::Io {
        doing: doing(),
        message: error.to_string(),
    })
}

fn write(path: &Path, text: &str) -> Result<(), StoreError> {
    let error = |error| StoreError::io(format!("writing `{}`", path.display()), &error);
    // A creation that was interrupted may have left a key that signed nothing.
    match fs::remove_file(path) {
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {}
        other => other.map_err(error)?,
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(error)?;
    file.write_all(text.as_bytes()).map_err(error)?;
    file.sync_all().map_err(error)
}
