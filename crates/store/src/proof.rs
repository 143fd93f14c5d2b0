//! What a verification finds.

use placet_ledger::Hash;

/// The size of the ledger and its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many events.
    pub size: u64,
    /// The Merkle root over all of them.
    pub root: Hash,
}

/// What is known about an intact store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Size and root of the ledger.
    pub head: Head,
    /// How many signed checkpoints were compared.
    pub checkpoints: usize,
    /// The size of the largest of them. Later events are not signed yet.
    pub covered: u64,
    /// How many streams: the changes, and the organization.
    pub streams: usize,
}

/// Identifies the first event that is not as it was recorded. All events before it are intact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {position} of the ledger{} is not as it was recorded: {reason}", self.place())]
pub struct Tampered {
    /// Its place in the ledger, from 0.
    pub position: u64,
    /// Its stream, if it can be determined.
    pub stream: Option<String>,
    /// Its place in the stream, from 1.
    pub version: Option<u64>,
    /// What does not match.
    pub reason: String,
}

impl Tampered {
    fn place(&self) -> String {
        match (&self.stream, self.version) {
            (Some(stream), Some(version)) => format!(" (event {version} of `{stream}`)"),
            _ => String::new(),
        }
    }
}
