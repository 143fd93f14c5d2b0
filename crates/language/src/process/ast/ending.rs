//! Back-out and closure.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::requirements::Requirements;
use crate::condition::Condition;
use crate::lead::{Elapsed, Lead};

/// How a failed change is undone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackOut {
    /// The kind of back-out; the first rule that holds decides, `partial` if none does.
    pub kinds: Vec<BackOutRule>,
    /// Reasons for which a person backs out, in words.
    pub by_hand_when: Vec<String>,
    /// Severity to what is done, in words and half-open minutes; carried for signals.
    pub decision: Value,
    /// Commands the source names, carried for plan templates.
    pub commands: Value,
    /// What a back-out record holds.
    pub record: Vec<String>,
    /// Requirement ids.
    pub from: Requirements,
}

/// One rule for the kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackOutRule {
    /// When it applies; always if missing.
    #[serde(default)]
    pub when: Option<Condition>,
    /// The kind.
    pub kind: BackOutKind,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// How a back-out is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackOutKind {
    /// At once: running steps are killed, then everything that may have run is undone.
    Immediate,
    /// Waits for a person to begin it, then undoes everything that may have run.
    Planned,
    /// Running steps finish, then the failed step and everything connected with it is undone; independent parts stay.
    Partial,
    /// Running steps finish, then everything that may have run is undone.
    Full,
}

/// Closing a change.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Closure {
    /// The process's words for the closed set of closure codes.
    pub codes: IndexMap<ClosureCode, String>,
    /// The review after implementation.
    pub review: Vec<ReviewAfter>,
    /// Shortest monitoring between the end of implementation and closing.
    pub monitor_at_least: Option<Elapsed>,
    /// Longest usual monitoring.
    pub monitor_at_most: Option<Elapsed>,
    /// What is watched in that time, in words.
    pub monitor: Vec<String>,
    /// Documents that must exist, in words.
    pub documents: Vec<String>,
    /// Requirement ids.
    pub from: Requirements,
}

/// How a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosureCode {
    /// As planned.
    Successful,
    /// Done, with problems on the way.
    SuccessfulWithIssues,
    /// Done, and the goal was missed.
    Unsuccessful,
    /// Undone.
    BackedOut,
}

/// A review after implementation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewAfter {
    /// When it is needed; always if missing.
    #[serde(default)]
    pub when: Option<Condition>,
    /// By when, counted from the end of implementation.
    pub within: Lead,
    /// Who takes part.
    #[serde(default)]
    pub who: Vec<String>,
    /// What is talked about.
    #[serde(default)]
    pub agenda: Vec<String>,
    /// What it leaves behind.
    #[serde(default)]
    pub leaves: Vec<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}
