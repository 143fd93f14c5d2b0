//! Jobs: work to do outside any transaction.

use std::fmt;

use jiff::Timestamp;
use placet_domain::ChangeId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Identifies a job. An id is never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Work to do outside any transaction, later.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// The kind, in the engine's words.
    pub kind: String,
    /// The change that it belongs to.
    pub change: Option<ChangeId>,
    /// The data that it needs.
    pub body: Value,
    /// The earliest time at which it may run.
    pub run_at: Timestamp,
}

/// A job that is not finished.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The kind.
    pub kind: String,
    /// The change that it belongs to.
    pub change: Option<ChangeId>,
    /// The data that it needs.
    pub body: Value,
    /// The earliest time at which it may run.
    pub run_at: Timestamp,
    /// How often it was claimed.
    pub attempts: u32,
    /// The owner that holds it; none while it is ready.
    pub owner: Option<String>,
    /// When the owner's lease ends.
    pub lease_until: Option<Timestamp>,
    /// The message of the last attempt when the job was put back.
    pub error: Option<String>,
}
