//! The ports: what the engine needs from the outside world.

use std::path::PathBuf;
use std::time::Duration;

use placet_domain::change::{Evidence, Outcome};
use placet_domain::digest::Digest;
use placet_domain::plan::{Action, Direction};
use placet_domain::{ChangeId, StepId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One attempt of one step in one direction. It begins at most once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The change.
    pub change: ChangeId,
    /// Its number, for the environment of commands.
    pub number: String,
    /// The step; the first step's id stands in for the checks after a back-out.
    pub step: StepId,
    /// The direction.
    pub direction: Direction,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The actions to carry out, in this order. Every one must succeed.
    pub actions: Vec<Action>,
    /// What must hold afterwards.
    pub check: Option<Action>,
    /// For an undo to the previous state: the `before` value that the forward attempt recorded in its report.
    pub restore: Value,
    /// Undo by restoring `restore` instead of by `actions`.
    pub to_previous: bool,
    /// The time limit for the whole attempt.
    pub timeout: Duration,
    /// Whether running it twice has the same effect as running it once.
    pub idempotent: bool,
    /// The operating system user it runs as.
    pub run_as: Option<String>,
    /// The same for every attempt of one order. It is sent as `Idempotency-Key` and `PLACET_IDEMPOTENCY_KEY`.
    pub idempotency_key: String,
    /// Version of the change's stream when the intent was recorded. It is sent as `PLACET_FENCE` and only grows.
    pub fence: u64,
    /// The attempt's own directory, which outlives a crash of the server. Nothing else writes there.
    pub dir: PathBuf,
}

/// The result of an attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The outcome.
    pub outcome: Outcome,
    /// The state before the attempt, for `previous`.
    pub before: Value,
    /// Captured output, redacted, at most [`placet_domain::plan::OUTPUT_BYTES_MAX`] bytes of head and tail.
    pub output: String,
    /// SHA-256 of the redacted output, if it was longer than the event keeps.
    pub output_sha256: Option<Digest>,
    /// Evidence that was found.
    pub evidence: Option<Evidence>,
}

impl From<Outcome> for Report {
    /// Makes a report with an outcome and nothing else.
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            before: Value::Null,
            output: String::new(),
            output_sha256: None,
            evidence: None,
        }
    }
}

/// Where an attempt's live output goes, and whether it should stop.
pub trait Live: Send + Sync {
    /// Takes a piece of redacted output.
    fn output(&self, text: &str);
    /// Tells whether the attempt has been called off.
    fn called_off(&self) -> bool;
}

/// Carries out attempts.
///
/// Promise: `run` has no effect until what is needed to recover it is durable in the attempt's directory. It returns
/// only when no process of the attempt is left, unless it returns [`Outcome::Unknown`]. When it is called again for an
/// attempt that began before a restart, it has no second effect unless the attempt is idempotent: it re-attaches,
/// returns the recorded outcome, or returns `Unknown`. Before it returns `Unknown`, it ends every process that it can
/// end. A probe answers only while nothing of its step runs. When `live.called_off()` becomes true, `run` ends the
/// attempt and everything it started, and returns `Failed`.
pub trait Runner: Send + Sync {
    /// Carries out an attempt, or finds out how it ended.
    fn run(&self, attempt: &Attempt, live: &dyn Live) -> Report;
}

/// Time and randomness, which the rules never read themselves.
pub trait Clock: Send + Sync {
    /// Returns the current time of the wall clock.
    fn now(&self) -> jiff::Timestamp;
    /// Returns unpredictable bits.
    fn draw(&self) -> u128;
    /// Waits for this long.
    fn pause(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
