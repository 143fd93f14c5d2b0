//! The runner that works on this host.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use placet_domain::change::Outcome;
use placet_domain::plan::{Action, Direction};
use placet_engine::ports::{Attempt, Live, Report, Runner};
use serde_json::Value;

use crate::attempt_dir::AttemptDir;
use crate::command::Launcher;
use crate::http::{Client, Network};
use crate::output::Capped;
use crate::stage::{Record, Stage, Stop};
use crate::{command, evidence, install, write};

/// Time a command has to end by itself before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// Carries out attempts on this host.
#[derive(Debug)]
pub struct LocalRunner {
    launcher: Launcher,
    scratch: Option<PathBuf>,
    http: Client,
}

impl LocalRunner {
    /// A runner whose commands run under `executable shim DIR`, which must call [`crate::shim::main`].
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

    /// Gives every change a scratch directory of its own below `root`, shared by its steps; without it each attempt
    /// has one below its own directory. Commands start there and relative paths of a plan begin there.
    #[must_use]
    pub fn with_scratch(mut self, root: impl Into<PathBuf>) -> Self {
        self.scratch = Some(root.into());
        self
    }

    /// Sets the time a command has to end by itself before it is killed; five seconds by default.
    #[must_use]
    pub fn with_grace(mut self, grace: Duration) -> Self {
        self.launcher.grace = grace;
        self
    }

    /// Lets names in the addresses of HTTP steps lead to these internal networks; to none by default.
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
                .any(|action| !is_trace_free(action));
        // Held until the end: two runners on one attempt go one after the other, and the second finds the outcomes.
        let dir = if leaves_traces {
            Some(AttemptDir::open(&attempt.dir, live)?)
        } else {
            None
        };
        let slot = |name: &str| match &dir {
            Some(dir) => dir.slot(name),
            None => crate::attempt_dir::Slot {
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
        // A probe only looks, whatever its step does; and it looks when its step can do nothing more.
        let is_probe = attempt.direction == Direction::Probe;
        if is_probe {
            command::must_be_gone(attempt)?;
        }
        let idempotent = attempt.idempotent || is_probe;
        if attempt.to_previous {
            let recorded = recorded_before(&attempt.restore)?;
            // What was done last is put back first.
            for (index, before) in recorded.iter().enumerate().rev() {
                stage.slot = slot(&format!("restore-{index}"));
                stage.repeatable = true;
                restore(&mut stage, before)?;
            }
        }
        for (index, action) in actions.iter().enumerate() {
            stage.slot = slot(&format!("action-{index}"));
            stage.repeatable = idempotent || is_repeatable(action);
            self.act(&mut stage, action)?;
        }
        if let Some(check) = &attempt.check {
            stage.slot = slot("check");
            stage.repeatable = true;
            self.act(&mut stage, check)
                .map_err(|stop| stop.prefixed("the check did not hold: "))?;
        }
        Ok(())
    }

    fn act(&self, stage: &mut Stage<'_>, action: &Action) -> Result<(), Stop> {
        match action {
            Action::Command(command) => command::run(stage, command, &self.launcher),
            Action::Http(http) => self.http.run(stage, http),
            Action::Install(install) => install::run(stage, install),
            Action::Write(write) => write::run(stage, write),
            Action::Wait(time) => {
                stage.sleep(time.0.unsigned_abs())?;
                stage.say(&format!("waited {time}\n"));
                Ok(())
            }
            Action::Evidence(asked) => evidence::run(stage, asked),
            Action::Task(_) => Err(Stop::give_up(
                "a manual task is done and reported by a person, not by a runner",
            )),
        }
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
        let changes_files =
            |action: &Action| matches!(action, Action::Install(_) | Action::Write(_));
        let before = if attempt.to_previous || !attempt.actions.iter().any(changes_files) {
            Value::Null
        } else {
            // An empty list says that nothing was touched; null would say that nothing is known.
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

/// Actions that may run again after a crash, because they only look or because they lead to the same state.
fn is_repeatable(action: &Action) -> bool {
    match action {
        Action::Install(_)
        | Action::Write(_)
        | Action::Wait(_)
        | Action::Evidence(_)
        | Action::Task(_) => true,
        Action::Http(http) => http.method == "GET" || http.method == "HEAD",
        Action::Command(_) => false,
    }
}

/// Actions that need nothing in the attempt's directory.
fn is_trace_free(action: &Action) -> bool {
    match action {
        Action::Wait(_) | Action::Evidence(_) | Action::Task(_) => true,
        Action::Http(_) => is_repeatable(action),
        Action::Command(_) | Action::Install(_) | Action::Write(_) => false,
    }
}

fn recorded_before(restore: &Value) -> Result<&[Value], Stop> {
    restore.as_array().map(Vec::as_slice).ok_or_else(|| {
        Stop::give_up("no previous state was recorded, so nothing can be put back: look at the target and put it right by hand")
    })
}

fn restore(stage: &mut Stage<'_>, before: &Value) -> Result<(), Stop> {
    match before.get("kind").and_then(Value::as_str) {
        Some("write") => write::restore(stage, before),
        Some("install") => install::restore(stage, before),
        _ => Err(Stop::give_up(format!(
            "the recorded previous state is not understood: `{before}`"
        ))),
    }
}
