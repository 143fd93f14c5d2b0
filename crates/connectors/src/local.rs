//! The runner that works on this host.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use placet_domain::change::Outcome;
use placet_domain::plan::{Action, Direction, UndoneBy};
use placet_engine::ports::{Attempt, Live, Report, Runner};
use serde_json::Value;

use crate::action::{self, Client, Launcher, Network, Tools};
use crate::attempt_dir::AttemptDir;
use crate::output::Capped;
use crate::slot::Slot;
use crate::stage::{Record, Stage};
use crate::stop::Stop;

/// How long a command has to end by itself before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// Carries out attempts on this host.
#[derive(Debug)]
pub struct LocalRunner {
    launcher: Launcher,
    scratch: Option<PathBuf>,
    http: Client,
}

impl LocalRunner {
    /// Makes a runner whose commands run under `executable shim DIR`, which must call [`crate::shim::main`].
    pub fn new(executable: impl Into<PathBuf>) -> Self {
        let launcher = Launcher {
            executable: executable.into(),
            grace: GRACE,
        };
        Self {
            launcher,
            scratch: None,
            http: Client::default(),
        }
    }

    /// Gives every change a scratch directory of its own below `root`, shared by its steps. Otherwise, each attempt has
    /// one below its own directory. Commands start there, and relative paths of a plan are resolved there.
    #[must_use]
    pub fn with_scratch(mut self, root: impl Into<PathBuf>) -> Self {
        self.scratch = Some(root.into());
        self
    }

    /// Sets how long a command has to end by itself before it is killed; five seconds by default.
    #[must_use]
    pub fn with_grace(mut self, grace: Duration) -> Self {
        self.launcher.grace = grace;
        self
    }

    /// Allows names in the addresses of HTTP steps to lead to these internal networks; by default, none.
    #[must_use]
    pub fn with_allowed_networks(mut self, networks: Vec<Network>) -> Self {
        self.http.allowed = networks;
        self
    }

    fn scratch(&self, attempt: &Attempt) -> PathBuf {
        match &self.scratch {
            Some(root) => root.join(attempt.change.to_string()),
            None => attempt.dir.join("scratch"),
        }
    }

    fn carry_out(
        &self,
        attempt: &Attempt,
        live: &dyn Live,
        record: &mut Record,
    ) -> Result<(), Stop> {
        let deadline = Instant::now() + attempt.timeout;
        let actions = if attempt.to_previous {
            &[][..]
        } else {
            &attempt.actions[..]
        };
        let leaves_traces = attempt.to_previous
            || actions
                .iter()
                .chain(&attempt.check)
                .any(|action| action.nature().leaves_traces);
        // The lock is held until the end: two runners of one attempt run one after the other, and the second finds the
        // outcomes.
        let dir = if leaves_traces {
            Some(AttemptDir::open(&attempt.dir, live)?)
        } else {
            None
        };
        let slot = |name: &str| match &dir {
            Some(dir) => dir.slot(name),
            None => Slot {
                dir: attempt.dir.join(name),
            },
        };
        let mut stage = Stage {
            attempt,
            live,
            deadline,
            slot: slot(""),
            scratch: self.scratch(attempt),
            repeatable: false,
            record,
        };
        let tools = Tools {
            launcher: &self.launcher,
            http: &self.http,
        };
        // A probe only looks, whatever its step does, and only when its step can no longer have an effect.
        let is_probe = attempt.direction == Direction::Probe;
        if is_probe {
            action::must_be_gone(attempt)?;
        }
        let idempotent = attempt.idempotent || is_probe;
        if attempt.to_previous {
            let recorded = recorded_before(&attempt.restore)?;
            // The last change is undone first.
            for (index, before) in recorded.iter().enumerate().rev() {
                stage.slot = slot(&format!("restore-{index}"));
                stage.repeatable = true;
                action::restore(&mut stage, before)?;
            }
        }
        for (index, action) in actions.iter().enumerate() {
            stage.slot = slot(&format!("action-{index}"));
            stage.repeatable = idempotent || action.nature().repeatable;
            action::run(&tools, &mut stage, action)?;
        }
        if let Some(check) = &attempt.check {
            stage.slot = slot("check");
            stage.repeatable = true;
            action::run(&tools, &mut stage, check)
                .map_err(|stop| stop.prefixed("the check failed: "))?;
        }
        Ok(())
    }
}

impl Runner for LocalRunner {
    fn run(&self, attempt: &Attempt, live: &dyn Live) -> Report {
        let mut record = Record {
            output: Capped::default(),
            before: Vec::new(),
            cut_sha256: None,
            evidence: None,
            answered: std::cell::Cell::new(false),
        };
        let result = match self.carry_out(attempt, live, &mut record) {
            Err(Stop::Failed { message, .. })
                if attempt.direction == Direction::Probe && !record.answered.get() =>
            {
                Err(Stop::unknown(format!("the probe got no answer: {message}")))
            }
            result => result,
        };
        let changes_files = |action: &Action| action.nature().undo == UndoneBy::Previous;
        let before = if attempt.to_previous || !attempt.actions.iter().any(changes_files) {
            Value::Null
        } else {
            // An empty list means that nothing was changed; null would mean that nothing is known.
            Value::Array(record.before)
        };
        Report {
            outcome: result.map_or_else(Outcome::from, |()| Outcome::Succeeded),
            before,
            output: record.output.text(),
            output_sha256: record.cut_sha256,
            evidence: record.evidence,
        }
    }
}

fn recorded_before(restore: &Value) -> Result<&[Value], Stop> {
    restore.as_array().map(Vec::as_slice).ok_or_else(|| {
        Stop::give_up(
            "no previous state was recorded, so nothing can be restored: repair the target by hand",
        )
    })
}
