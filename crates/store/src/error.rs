//! Why something was not remembered, or cannot be read.

use placet_domain::{ChangeId, ChangeNumber};

use crate::proof::Tampered;

/// Says why something was not remembered or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The change has moved on since the decision was made; load it and decide again.
    #[error("change `{change}` has version `{found}`, not `{expected}`; load it and decide again")]
    VersionMismatch {
        /// The change.
        change: ChangeId,
        /// The version that the decision was made on.
        expected: u64,
        /// The version it has.
        found: u64,
    },
    /// Another change has the number.
    #[error("number `{number}` is taken by another change; take the next one")]
    NumberTaken {
        /// The number.
        number: ChangeNumber,
    },
    /// The idempotency key came before with another request.
    #[error("idempotency key `{key}` was used for another request; use a new key")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// Another change holds the target.
    #[error("target `{target}` is held by change `{by}`; wait until it has ended or is backed out")]
    TargetClaimed {
        /// The target.
        target: String,
        /// The number of the change that holds it.
        by: ChangeNumber,
    },
    /// What was given cannot be stored or looked for.
    #[error("{0}")]
    Invalid(String),
    /// There is a store already.
    #[error("`{0}` holds a store already; choose an empty directory")]
    Exists(String),
    /// There is no store.
    #[error("`{0}` holds no store; create one first, or name the right directory")]
    Missing(String),
    /// The database was written by a newer program.
    #[error(
        "the database has schema `{found}` but this program knows `{known}` at most; start the newer program again"
    )]
    NewerSchema {
        /// The schema of the database.
        found: u64,
        /// The newest schema that this program knows.
        known: u64,
    },
    /// A migration that was applied is not the one that this program knows.
    #[error(
        "migration `{name}` of the database differs from the one of this program; use the program that made it"
    )]
    OtherSchema {
        /// Name of the migration.
        name: String,
    },
    /// People or delegations changed after they were read for a decision.
    #[error("people or delegations changed meanwhile; decide anew")]
    PeopleChanged,
    /// History is not as it was recorded.
    #[error(transparent)]
    Tampered(#[from] Tampered),
    /// The disk is full: nothing was written.
    #[error("the disk is full and nothing was written; free some space and try again")]
    Full,
    /// The disk or the database failed.
    #[error("{doing} failed: {message}")]
    Io {
        /// What was being done.
        doing: String,
        /// What the system said.
        message: String,
    },
    /// The store is being closed.
    #[error("the store is closed; start the server again")]
    Closed,
}

impl StoreError {
    pub(crate) fn io(doing: impl Into<String>, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::Full;
        }
        Self::Io {
            doing: doing.into(),
            message: error.to_string(),
        }
    }

    /// For what this program wrote and can no longer read.
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
