//! Why a command of the command line did not succeed, and the exit code that says so to scripts.

use std::path::Path;

use placet_api::{Problem, Reason};
use placet_domain::{Rejection, RejectionKind};
use placet_engine::ExecuteError;
use placet_server::reason;
use placet_store::StoreError;
use serde::Serialize;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// Done: 0.
    Done,
    /// Failed: 1.
    Failed,
    /// The command line was wrong: 2.
    Usage,
    /// Denied or rejected: 3.
    Denied,
    /// Still waiting for something: 4.
    Waiting,
    /// Something else came first: a stale version, a reused key, another state: 5.
    Conflict,
}

impl Exit {
    /// Returns the code that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Denied => 3,
            Self::Waiting => 4,
            Self::Conflict => 5,
        }
    }
}

/// Why a command did not succeed, written for the person who typed it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// What kind of failure it is.
    pub exit: Exit,
    /// In one sentence.
    pub message: String,
    /// Every reason, if there is more to say than the sentence.
    pub reasons: Vec<Reason>,
    /// The remedy; empty when the reasons carry theirs.
    pub hint: String,
    /// The server's id of the refusal, to be found in its log.
    pub id: String,
}

impl Failure {
    /// Returns a failure with its remedy.
    pub fn new(exit: Exit, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            reasons: Vec::new(),
            hint: hint.into(),
            id: String::new(),
        }
    }

    /// Returns a failure of the kind [`Exit::Failed`].
    pub fn failed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message, hint)
    }

    /// Returns the failure for a file or directory that the system does not let us use.
    pub fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => "check the path",
            std::io::ErrorKind::PermissionDenied => {
                "check the permissions, or run it as the server's user"
            }
            std::io::ErrorKind::StorageFull => "free some space and try again",
            _ => "",
        };
        Self::failed(
            format!("{doing} `{}` failed: {error}", path.display()),
            hint,
        )
    }

    /// Adds reasons.
    #[must_use]
    pub fn with_reasons(mut self, reasons: Vec<Reason>) -> Self {
        self.reasons = reasons;
        self
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let kind = problem.r#type.rsplit(':').next().unwrap_or_default();
        let exit = match kind {
            "denied" | "unauthenticated" => Exit::Denied,
            "blocked" => Exit::Waiting,
            "wrong_state" | "stale" | "version_mismatch" | "idempotency_key_reused" => {
                Exit::Conflict
            }
            _ => exit_of_status(problem.status),
        };
        let hint = if kind == "unauthenticated" {
            "set PLACET_TOKEN to a token of yours; `placet token create --data DIR --person ID` issues one"
        } else {
            ""
        };
        let mut reasons = problem.reasons;
        if kind == "unauthenticated" {
            // The server's own hint is for people who write HTTP calls.
            reasons.clear();
        }
        // The id leads to the server's log, which helps only when the server is at fault.
        let id = if problem.status >= 500 {
            problem.id
        } else {
            String::new()
        };
        Self {
            exit,
            message: problem.detail,
            reasons,
            hint: hint.to_owned(),
            id,
        }
    }
}

/// Returns the kind of failure that an HTTP status stands for, if nothing more specific is known.
pub(crate) fn exit_of_status(status: u32) -> Exit {
    match status {
        401 | 403 => Exit::Denied,
        409 | 412 => Exit::Conflict,
        _ => Exit::Failed,
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        let exit = match rejection.kind {
            RejectionKind::Denied => Exit::Denied,
            RejectionKind::Blocked => Exit::Waiting,
            RejectionKind::WrongState | RejectionKind::Stale => Exit::Conflict,
            RejectionKind::Invalid | RejectionKind::NotFound => Exit::Failed,
        };
        let reasons = rejection.reasons.into_iter().map(reason).collect();
        Self::new(exit, rejection.message, "").with_reasons(reasons)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::failed(error.to_string(), error.hint())
    }
}

impl From<ExecuteError> for Failure {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Rejected(rejection) => rejection.into(),
            ExecuteError::Store(error) => error.into(),
            ExecuteError::VersionMismatch { .. } | ExecuteError::KeyReused | ExecuteError::Busy => {
                Self::new(
                    Exit::Conflict,
                    error.to_string(),
                    "look at the change and try again",
                )
            }
            ExecuteError::NotFound(_) => Self::failed(error.to_string(), "check the spelling"),
            ExecuteError::NoChange => Self::failed(error.to_string(), "name the change"),
            ExecuteError::UnreadableProcess { .. } => Self::failed(
                error.to_string(),
                "use the program that installed it, or install a version that this one can read",
            ),
        }
    }
}
