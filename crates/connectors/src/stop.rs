//! How an action may end early.

use std::time::Duration;

use placet_domain::change::Outcome;

/// Why an action did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It failed. With `give_up`, a retry makes no sense.
    Failed { message: String, give_up: bool },
    /// It is not known what it did.
    Unknown { message: String },
}

impl Stop {
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed {
            message: message.into(),
            give_up: false,
        }
    }

    pub(crate) fn give_up(message: impl Into<String>) -> Self {
        Self::Failed {
            message: message.into(),
            give_up: true,
        }
    }

    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self::Unknown {
            message: message.into(),
        }
    }

    pub(crate) fn called_off() -> Self {
        Self::give_up("called off")
    }

    pub(crate) fn timed_out(timeout: Duration) -> Self {
        Self::failed(format!(
            "ran longer than its timeout of {timeout:?} and was ended"
        ))
    }

    /// Returns the same reason with a prefix.
    pub(crate) fn prefixed(self, prefix: &str) -> Self {
        match self {
            Self::Failed { message, give_up } => Self::Failed {
                message: format!("{prefix}{message}"),
                give_up,
            },
            Self::Unknown { message } => Self::Unknown {
                message: format!("{prefix}{message}"),
            },
        }
    }
}

impl From<Stop> for Outcome {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Failed { message, give_up } => Self::Failed { message, give_up },
            Stop::Unknown { message } => Self::Unknown { message },
        }
    }
}
