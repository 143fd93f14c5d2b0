//! Jobs: work that follows from events and is done outside any transaction.

use jiff::Timestamp;
use placet_domain::plan::Direction;
use placet_domain::{ChangeId, StepId};
use placet_store::{JobId, NewJob};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Job {
    /// An attempt of a step.
    Step(StepJob),
    /// A deadline of the change, at this instant.
    Deadline(Timestamp),
}

/// A job that a command ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ended<'a> {
    pub(crate) id: JobId,
    pub(crate) job: &'a Job,
}

/// An attempt of a step in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StepJob {
    pub(crate) step: StepId,
    pub(crate) direction: Direction,
    pub(crate) attempt: u32,
}

/// A job of a change that may not run before an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) change: ChangeId,
    pub(crate) job: Job,
    pub(crate) run_at: Timestamp,
}

/// Why a stored job cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// Another program version may be able to read it, so it stays.
    #[error("the body of a step's job cannot be read: {0}")]
    Body(#[from] serde_json::Error),
    /// No program version can read it, so it is dropped.
    #[error("a job of kind `{0}` is not known, or does not name a change")]
    Unknown(String),
}

// These kind names are stored, so they never change.
const STEP: &str = "step";
const DEADLINE: &str = "lapse";

impl Planned {
    /// Tells whether this is an attempt of a step, not a deadline.
    pub(crate) fn is_step(&self) -> bool {
        matches!(self.job, Job::Step(_))
    }

    /// Reads a stored job.
    pub(crate) fn read(stored: &placet_store::Job) -> Result<Self, Unreadable> {
        let job = match (stored.kind.as_str(), stored.change) {
            (STEP, Some(_)) => Job::Step(StepJob::deserialize(&stored.body)?),
            (DEADLINE, Some(_)) => Job::Deadline(stored.run_at),
            (kind, _) => return Err(Unreadable::Unknown(kind.to_owned())),
        };
        let change = stored
            .change
            .ok_or_else(|| Unreadable::Unknown(stored.kind.clone()))?;
        Ok(Self {
            change,
            job,
            run_at: stored.run_at,
        })
    }

    /// Writes the job as it is stored.
    pub(crate) fn stored(&self) -> NewJob {
        let (kind, body) = match &self.job {
            Job::Step(step) => (STEP, json!(step)),
            Job::Deadline(_) => (DEADLINE, Value::Null),
        };
        NewJob {
            kind: kind.to_owned(),
            change: Some(self.change),
            body,
            run_at: self.run_at,
        }
    }
}
