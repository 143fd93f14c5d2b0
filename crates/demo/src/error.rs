//! Why the demo cannot continue, or a story did not go as intended.

use std::io;

use placet_domain::Rejection;
use placet_engine::ExecuteError;
use placet_store::StoreError;

/// Why the demo cannot continue, or a story did not go as intended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system cannot provide what the demo needs.
    #[error("{doing} failed: {error}")]
    System {
        /// What the demo was doing.
        doing: &'static str,
        /// What the system says.
        error: io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine did not carry out a command.
    #[error(transparent)]
    Engine(#[from] ExecuteError),
    /// A story did not go as it is written.
    #[error("{0}")]
    Story(String),
}

impl Error {
    pub(crate) fn story(why: impl Into<String>) -> Self {
        Self::Story(why.into())
    }

    /// Returns the sentence with the reasons of a refusal in one line.
    pub(crate) fn in_full(&self) -> String {
        match self {
            Self::Engine(ExecuteError::Rejected(rejection)) => {
                format!("{rejection}: {}", reasons(rejection))
            }
            other => other.to_string(),
        }
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Engine(rejection.into())
    }
}

/// Returns the reasons of a refusal in one line.
pub(crate) fn reasons(rejection: &Rejection) -> String {
    let reasons: Vec<&str> = rejection
        .reasons
        .iter()
        .map(|reason| reason.message.as_str())
        .collect();
    reasons.join("; ")
}
