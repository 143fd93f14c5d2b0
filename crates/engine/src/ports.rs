//! The ports: what the engine asks of the outside world.

use std::path::PathBuf;
use std::time::Duration;

use placet_domain::change::{Evidence, Outcome};
use placet_domain::digest::Digest;
use placet_domain::plan::{Action, Direction};
use placet_domain::{ChangeId, StepId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One attempt of one step in one direction; begun at most once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The change.
    pub change: ChangeId,
    /// Its number, for the environment of commands.
    pub number: String,
    /// The step; the first step's id stands in for the checks after a back-out.
    pub step: StepId,
    /// Which way.
    pub direction: Direction,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// What to do, in this order; every one must succeed.
    pub actions: Vec<Action>,
    /// What must hold afterwards.
    pub check: Option<Action>,
    /// For an undo to the previous state: what the forward attempt recorded in its report's `before`.
    pub restore: Value,
    /// Undo by restoring `restore` instead of by `actions`.
    pub to_previous: bool,
    /// Longest time for all of it.
    pub timeout: Duration,
    /// Running it twice does the same as once.
    pub idempotent: bool,
    /// The operating system user it runs as.
    pub run_as: Option<String>,
    /// The same for every attempt of one order: sent as `Idempotency-Key` and `PLACET_IDEMPOTENCY_KEY`.
    pub idempotency_key: String,
    /// Version of the change's stream at the intent: sent as `PLACET_FENCE`; it only grows.
    pub fence: u64,
    /// The attempt's own directory, which outlives the server's death. Nobody else writes there.
    pub dir: PathBuf,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The outcome.
    pub outcome: Outcome,
    /// What was there before, for `previous`.
    pub before: Value,
    /// Captured output, redacted, at most [`placet_domain::plan::OUTPUT_BYTES_MAX`] bytes of head and tail.
    pub output: String,
    /// SHA-256 of the redacted output, when it was longer than the event keeps.
    pub output_sha256: Option<Digest>,
    /// Evidence that was found.
    pub evidence: Option<Evidence>,
}

impl From<Outcome> for Report {
    /// An outcome, and nothing that the attempt brought.
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
    /// Whether the attempt has been called off.
    fn called_off(&self) -> bool;
}

/// Carries out attempts.
///
/// Promise: `run` has effects only after what is needed to recover them is durable in the attempt's directory, and
/// answers only when no process of the attempt is left, unless it answers [`Outcome::Unknown`]. Called again for an
/// attempt that was begun before (after a restart), it has no second effect unless the attempt is idempotent: it
/// re-attaches, takes the recorded outcome, or answers `Unknown`, then too only after it has ended what it can end.
/// A probe gets an answer only while nothing of its step runs. When `live.called_off()` turns true it ends the
/// attempt with everything it started, and answers `Failed`.
pub trait Runner: Send + Sync {
    /// Carries out an attempt, or finds out what became of it.
    fn run(&self, attempt: &Attempt, live: &dyn Live) -> Report;
}

/// Time and chance, which the rules never ask for themselves.
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> jiff::Timestamp;
    /// Bits that nobody can foresee.
    fn draw(&self) -> u128;
    /// Lets time pass.
    fn pause(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
