//! What the verbs take.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plan::{Direction, Plan};
use placet_language::digest::Digest;
use placet_language::ids::{FieldId, ModelId, StepId};
use placet_language::process::ClosureCode;

/// New values for some fields, or a new plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// Fields to set; `null` clears one.
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Value>,
    /// The plan, whole.
    #[serde(default)]
    pub plan: Option<Plan>,
    /// The model, if it changes.
    #[serde(default)]
    pub model: Option<ModelId>,
}

/// An assessment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// Values for the fields that the risk engines read.
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Value>,
    /// A level to raise to.
    #[serde(default)]
    pub level: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A review's result.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Which review, a key of the process's `reviews`.
    pub kind: String,
    /// Items ticked, by their text.
    #[serde(default)]
    pub ticked: Vec<String>,
    /// Whether the reviewer has it go on.
    pub passed: bool,
    /// What should be done.
    #[serde(default)]
    pub recommendations: String,
    /// Further fields, as `records.review` asks for.
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Value>,
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The digest of what is approved; the server refuses another than the current one.
    pub digest: Option<Digest>,
    /// The exact phrase, where the process asks for one.
    #[serde(default)]
    pub phrase: String,
    /// What must be done before the start.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// Items ticked, by their text.
    #[serde(default)]
    pub ticked: Vec<String>,
    /// A comment.
    #[serde(default)]
    pub comment: String,
}

/// A rejection, deferral or abstention.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// The digest it is about; the current one when missing.
    #[serde(default)]
    pub digest: Option<Digest>,
    /// Why.
    pub reason: String,
}

/// A condition met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetCondition {
    /// Its number, from 1.
    pub number: u32,
    /// How it was met.
    #[serde(default)]
    pub note: String,
}

/// A time for the implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it; taken from the plan's estimate when missing.
    #[serde(default)]
    pub end: Option<Timestamp>,
}

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// Why.
    pub reason: String,
}

/// Tasks of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// Which checklist.
    pub checklist: String,
    /// Tasks by their text; all of them when empty.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// A note kept with them.
    #[serde(default)]
    pub note: String,
}

/// A manual step's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordStep {
    /// Which step.
    pub step: StepId,
    /// Whether it was done.
    pub succeeded: bool,
    /// What was done or why not.
    #[serde(default)]
    pub note: String,
}

/// A step and a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfStep {
    /// Which step; for `retry` and `skip`, the checks after the back-out when missing.
    #[serde(default)]
    pub step: Option<StepId>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A record to fill in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillRecord {
    /// Field values.
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Value>,
}

/// A record by name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillNamedRecord {
    /// A key of the process's `records`.
    pub record: String,
    /// Field values.
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Value>,
}

/// The end of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// How it ended.
    pub code: ClosureCode,
    /// Field values of the closure record.
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Value>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// Markdown.
    pub text: String,
}

/// Evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What kind, such as `test:unit` or `rollback_rehearsal`.
    pub kind: String,
    /// File name or a short title.
    pub name: String,
    /// SHA-256 of the content.
    pub sha256: Digest,
    /// Size in bytes.
    pub bytes: u64,
    /// What it says, as read by the server; `None` for a file that is not read.
    #[serde(default)]
    pub passed: Option<bool>,
    /// A sentence, such as `12 tests, 0 failed`.
    #[serde(default)]
    pub summary: String,
}

/// A deviation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// The step it concerns.
    #[serde(default)]
    pub step: Option<StepId>,
    /// What was different and why.
    pub text: String,
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordOutcome {
    /// Which step; the first step's id stands in for the checks after a back-out.
    pub step: StepId,
    /// Which way it ran.
    pub direction: Direction,
    /// Which attempt.
    pub attempt: u32,
    /// The outcome.
    pub outcome: Outcome,
    /// What was there before, for `previous`.
    #[serde(default)]
    pub before: Value,
    /// Captured output with secrets redacted, its tail if it was long.
    #[serde(default)]
    pub output: String,
    /// SHA-256 of the stored output, if it was stored.
    #[serde(default)]
    pub output_sha256: Option<Digest>,
    /// Evidence that the step found.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

impl RecordOutcome {
    /// What an attempt came to, with nothing that it brought.
    pub fn bare(step: StepId, direction: Direction, attempt: u32, outcome: Outcome) -> Self {
        Self {
            step,
            direction,
            attempt,
            outcome,
            before: Value::Null,
            output: String::new(),
            output_sha256: None,
            evidence: None,
        }
    }
}

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Outcome {
    /// Done, and the check passed.
    Succeeded,
    /// Failed, and may have had effects.
    Failed {
        /// What went wrong.
        message: String,
        /// A retry makes no sense.
        #[serde(default)]
        give_up: bool,
    },
    /// It was never begun, so nothing happened.
    NotStarted,
    /// Nobody knows.
    Unknown {
        /// Why nobody knows.
        message: String,
    },
}
