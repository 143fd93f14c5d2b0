//! What every action can use while it runs.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use placet_domain::change::Evidence;
use placet_domain::digest::Digest;
use placet_engine::ports::{Attempt, Live};
use serde_json::Value;

use crate::output::Capped;
use crate::slot::Slot;
use crate::stop::Stop;

/// The results of an attempt so far.
pub(crate) struct Record {
    /// Redacted output of all actions.
    pub(crate) output: Capped,
    /// What `install` and `write` recorded, in their order.
    pub(crate) before: Vec<Value>,
    /// Digest of the last output that had to be cut.
    pub(crate) cut_sha256: Option<Digest>,
    /// Evidence that was found.
    pub(crate) evidence: Option<Evidence>,
    /// Whether the last action that failed got a clear answer. A probe without one leaves its question open.
    pub(crate) answered: std::cell::Cell<bool>,
}

/// The surroundings of one action.
pub(crate) struct Stage<'a> {
    pub(crate) attempt: &'a Attempt,
    pub(crate) live: &'a dyn Live,
    /// The deadline of the attempt.
    pub(crate) deadline: Instant,
    /// The action's part of the attempt's directory.
    pub(crate) slot: Slot,
    /// The directory that relative paths start from.
    pub(crate) scratch: PathBuf,
    /// Whether it may run again after a crash.
    pub(crate) repeatable: bool,
    pub(crate) record: &'a mut Record,
}

impl Stage<'_> {
    /// Returns the time left for the attempt.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Ends the action if it was called off or its time is out.
    pub(crate) fn may_go_on(&self) -> Result<(), Stop> {
        if self.live.called_off() {
            return Err(Stop::called_off());
        }
        if self.left().is_zero() {
            return Err(Stop::timed_out(self.attempt.timeout));
        }
        Ok(())
    }

    /// Sleeps, but not past the deadline or a call-off.
    pub(crate) fn sleep(&self, duration: Duration) -> Result<(), Stop> {
        /// How often a call-off is checked.
        const SLICE: Duration = Duration::from_millis(10);
        let until = Instant::now() + duration;
        loop {
            self.may_go_on()?;
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(SLICE).min(self.left()));
        }
    }

    /// Adds redacted text to the output.
    pub(crate) fn say(&mut self, text: &str) {
        self.live.output(text);
        self.record.output.push(text);
    }

    /// Resolves a path of the plan; a relative one starts in the scratch directory.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.scratch.join(path)
    }
}
