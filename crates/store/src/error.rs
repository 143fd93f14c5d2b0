//! Why something was not stored or cannot be read.

use placet_domain::{ChangeId, ChangeNumber};

use crate::proof::Tampered;

/// Says why something was not stored or cannot be read. [`StoreError::hint`] says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The change has moved on since the decision was made.
    #[error("change `{change}` has version `{found}`, not `{expected}`")]
    VersionMismatch {
        /// The change.
        change: ChangeId,
        /// The version that the decision was based on.
        expected: u64,
        /// The current version.
        found: u64,
    },
    /// Another change has the number.
    #[error("number `{number}` is taken by another change")]
    NumberTaken {
        /// The number.
        number: ChangeNumber,
    },
    /// The idempotency key was already used with another request.
    #[error("idempotency key `{key}` was used for another request")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// Another change holds the target.
    #[error("target `{target}` is held by change `{by}`")]
    TargetClaimed {
        /// The target.
        target: String,
        /// The number of the change that holds it.
        by: ChangeNumber,
    },
    /// The given value cannot be stored or searched for.
    #[error("{message}")]
    Invalid {
        /// What is wrong with it.
        message: String,
        /// What to provide instead.
        hint: &'static str,
    },
    /// The directory already contains a store.
    #[error("`{0}` already contains a store")]
    Exists(String),
    /// The directory does not contain a store.
    #[error("`{0}` does not contain a store")]
    Missing(String),
    /// The database was written by a newer program.
    #[error("the database has schema `{found}` but this program knows `{known}` at most")]
    NewerSchema {
        /// The schema of the database.
        found: u64,
        /// The newest schema that this program knows.
        known: u64,
    },
    /// A migration that was applied differs from the one that this program knows.
    #[error("migration `{name}` of the database differs from the one of this program")]
    OtherSchema {
        /// Name of the migration.
        name: String,
    },
    /// People, rules or tokens changed after they were read for a decision.
    #[error("`{stream}` has moved on since the decision was made")]
    StreamMoved {
        /// The stream that has moved on.
        stream: String,
    },
    /// The history is not as it was recorded.
    #[error(transparent)]
    Tampered(#[from] Tampered),
    /// A file does not have the content that its digest names.
    #[error("{0} does not have the content that its digest names")]
    Edited(String),
    /// The disk is full: nothing was written.
    #[error("the disk is full and nothing was written")]
    Full,
    /// The disk or the database failed.
    #[error("{doing} failed: {message}")]
    Io {
        /// The operation that failed.
        doing: String,
        /// The system's error message.
        message: String,
    },
    /// The store is being closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Returns what to do about it. Returns an empty text if the message already says everything.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::VersionMismatch { .. } => "load it and decide again",
            Self::NumberTaken { .. } => "take the next one",
            Self::KeyReused { .. } => "use a new key",
            Self::TargetClaimed { .. } => "wait until it has ended or is backed out",
            Self::Invalid { hint, .. } => hint,
            Self::Exists(_) => "choose an empty directory",
            Self::Missing(_) => "create one first, or name the right directory",
            Self::NewerSchema { .. } => "start the newer program again",
            Self::OtherSchema { .. } => "use the program that made it",
            Self::StreamMoved { .. } => "decide again",
            Self::Edited(_) => "restore it from a backup",
            Self::Full => "free some space and try again",
            Self::Closed => "start the server again",
            Self::Tampered(_) | Self::Io { .. } => "",
        }
    }

    pub(crate) fn invalid(message: impl Into<String>, hint: &'static str) -> Self {
        Self::Invalid {
            message: message.into(),
            hint,
        }
    }

    pub(crate) fn io(doing: impl Into<String>, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::Full;
        }
        Self::Io {
            doing: doing.into(),
            message: error.to_string(),
        }
    }

    /// Makes an error about data that this program wrote and can no longer read.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it stands in `map_err`, which gives the error away"
    )]
    pub(crate) fn unreadable(what: impl Into<String>, error: impl ToString) -> Self {
        Self::Io {
            doing: format!("reading {}", what.into()),
            message: error.to_string(),
        }
    }
}
