//! Jobs: work to do outside of any transaction.

use std::fmt;

use jiff::Timestamp;
use placet_domain::ChangeId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Names a job; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Work to do outside of any transaction, later.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// What kind; the engine's word.
    pub kind: String,
    /// The change that it belongs to.
    pub change: Option<ChangeId>,
    /// What it needs to know.
    pub body: Value,
    /// Not before this instant.
    pub run_at: Timestamp,
}

/// A job that is not finished.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What kind.
    pub kind: String,
    /// The change that it belongs to.
    pub change: Option<ChangeId>,
    /// What it needs to know.
    pub body: Value,
    /// Not before this instant.
    pub run_at: Timestamp,
    /// How often it was claimed.
    pub attempts: u32,
    /// Who holds it; none while it is ready.
    pub owner: Option<String>,
    /// Until when the owner holds it.
    pub lease_until: Option<Timestamp>,
    /// What the last attempt said when it was put back.
    pub error: Option<String>,
}
