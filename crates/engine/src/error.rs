//! Why a command was not carried out.

use placet_domain::Rejection;
use placet_store::StoreError;

/// Why a command was not carried out. Nothing was written, except that a person was denied.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExecuteError {
    /// The rules say no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// What the command is about does not exist.
    #[error("{0} does not exist")]
    NotFound(String),
    /// The caller saw another version than the current one.
    #[error("the change has version {actual}, and you saw version {expected}")]
    VersionMismatch {
        /// The version that the caller named.
        expected: u64,
        /// The version it has.
        actual: u64,
    },
    /// The idempotency key came before with another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Others changed it again and again meanwhile.
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
