//! Why a rule refuses: one kind, and every reason.

use crate::codes::Code;
use serde::{Deserialize, Serialize};

/// The kind of refusal, which decides the status code and the exit code at the edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionKind {
    /// The input itself is wrong: a field, a plan, a phrase.
    Invalid,
    /// The person may not do this.
    Denied,
    /// The verb is not legal in the state that the change is in.
    WrongState,
    /// A gate does not hold yet.
    Blocked,
    /// The command was given for another digest or version than the current one.
    Stale,
    /// What the command names does not exist.
    NotFound,
}

/// One reason, written for the person who reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// A stable code such as `requester_may_not_approve`.
    pub code: String,
    /// What is wrong: lower case, no full stop, user input in backticks.
    pub message: String,
    /// The remedy, or who can help.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Where: a field, a step, a gate, a rule's path in the process.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Requirement ids that the rule carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
}

impl Reason {
    /// Builds a reason with its remedy.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code: code.as_str().to_owned(),
            message: message.into(),
            hint: hint.into(),
            place: String::new(),
            requirements: Vec::new(),
        }
    }

    /// Names the place that the reason is about.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// Adds the requirement ids of the rule that decided.
    #[must_use]
    pub fn from(mut self, requirements: &[String]) -> Self {
        self.requirements = requirements.to_vec();
        self
    }
}

/// A refusal. It never changes anything, and it lists every reason, not the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Rejection {
    /// What kind of refusal it is.
    pub kind: RejectionKind,
    /// One sentence for all reasons together.
    pub message: String,
    /// All reasons; never empty.
    pub reasons: Vec<Reason>,
}

impl Rejection {
    /// A refusal for one reason, whose message is also the summary.
    pub fn one(kind: RejectionKind, reason: Reason) -> Self {
        Self {
            kind,
            message: reason.message.clone(),
            reasons: vec![reason],
        }
    }

    /// A refusal for several reasons; `Ok` when there are none.
    pub fn unless_empty(
        kind: RejectionKind,
        summary: &str,
        mut reasons: Vec<Reason>,
    ) -> Result<(), Self> {
        match reasons.len() {
            0 => Ok(()),
            1 => Err(Self::one(kind, reasons.remove(0))),
            more => Err(Self {
                kind,
                message: format!("{summary}: {more} reasons"),
                reasons,
            }),
        }
    }
}
