//! The contents of a backup.

use serde::{Deserialize, Serialize};

/// The file of a backup that lists all others. It is written last, so a directory without it is not a backup.
pub const MANIFEST_FILE: &str = "manifest.json";

/// The contents of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// The layout of the backup, 1.
    pub format: u32,
    /// How many events the ledger holds.
    pub size: u64,
    /// Its Merkle root, in hexadecimal digits.
    pub root: placet_ledger::Hash,
    /// Its files.
    pub files: Vec<BackedUpFile>,
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackedUpFile {
    /// Its path, relative to the backup, with `/` between folders.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its content.
    pub sha256: placet_domain::digest::Digest,
}
