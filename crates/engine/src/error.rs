//! Why a command was not carried out.

use placet_domain::Rejection;
use placet_store::StoreError;

/// Why a command was not carried out. Nothing was written, except the record that a person was denied.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExecuteError {
    /// The rules reject it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The subject of the command does not exist.
    #[error("{0} does not exist")]
    NotFound(String),
    /// Only a command that opens a change may omit the change.
    #[error("the command does not name a change")]
    NoChange,
    /// A process file was installed by another version of the program, and this one cannot read it.
    #[error("process version `{version}` cannot be read: {problem}")]
    UnreadableProcess {
        /// The beginning of the file's digest.
        version: String,
        /// The first problem of the file.
        problem: String,
    },
    /// The caller saw another version than the current one.
    #[error("the change has version {actual}, and you saw version {expected}")]
    VersionMismatch {
        /// The version that the caller named.
        expected: u64,
        /// The current version.
        actual: u64,
    },
    /// The idempotency key was already used with another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Other commands kept changing it at the same time.
    #[error("the change is being changed by others at the same time")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ExecuteError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::KeyReused { .. } => Self::KeyReused,
            other => Self::Store(other),
        }
    }
}
