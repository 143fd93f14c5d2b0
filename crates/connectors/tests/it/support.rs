//! An attempt, a place to run it, and helpers that observe it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use placet_connectors::LocalRunner;
use placet_domain::ChangeId;
use placet_domain::change::Outcome;
use placet_domain::plan::{Action, Direction};
use placet_engine::ports::{Attempt, Live, Report, Runner as _};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Grace period of the tests.
pub(crate) const GRACE: Duration = Duration::from_millis(400);

/// Returns the example that is both shim and runner.
pub(crate) fn executable() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples/shim");
    assert!(
        path.exists(),
        "{} is missing: run `cargo build --examples`",
        path.display()
    );
    path
}

pub(crate) fn runner() -> LocalRunner {
    LocalRunner::new(executable()).with_grace(GRACE)
}

/// Collects live output and calls off when told.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) output: Mutex<String>,
    pub(crate) call_off_at: Option<Instant>,
}

impl Watch {
    pub(crate) fn calling_off_after(time: Duration) -> Self {
        Self {
            output: Mutex::default(),
            call_off_at: Some(Instant::now() + time),
        }
    }
}

impl Live for Watch {
    fn output(&self, text: &str) {
        self.output.lock().unwrap().push_str(text);
    }

    fn called_off(&self) -> bool {
        self.call_off_at.is_some_and(|at| Instant::now() >= at)
    }
}

/// A directory for each test.
pub(crate) struct Place {
    pub(crate) dir: TempDir,
    /// Each place has its own change: the processes that a killed shim left are found by it.
    change: ChangeId,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::below(tempfile::tempdir().unwrap())
    }

    /// Makes the same in memory, where syncing is not slow.
    pub(crate) fn in_memory() -> Self {
        Self::below(tempfile::tempdir_in("/dev/shm").unwrap())
    }

    fn below(dir: TempDir) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
        let change = ChangeId::from_parts(u64::from(std::process::id()), number);
        Self { dir, change }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    pub(crate) fn attempt(&self, action: Value) -> Attempt {
        Attempt {
            change: self.change,
            number: "CR-1".to_owned(),
            step: "migrate".parse().unwrap(),
            direction: Direction::Forward,
            attempt: 1,
            actions: vec![serde_json::from_value::<Action>(action).unwrap()],
            check: None,
            restore: Value::Null,
            to_previous: false,
            timeout: Duration::from_secs(30),
            idempotent: false,
            run_as: None,
            idempotency_key: "key-1".to_owned(),
            fence: 7,
            dir: self.path("attempt/migrate/forward-1"),
        }
    }

    /// Returns the undo to the previous state of a forward attempt.
    pub(crate) fn undo(&self, forward: &Attempt, report: &Report, number: u32) -> Attempt {
        Attempt {
            direction: Direction::Undo,
            attempt: number,
            restore: report.before.clone(),
            to_previous: true,
            dir: self.path(&format!("attempt/migrate/undo-{number}")),
            ..forward.clone()
        }
    }

    /// Returns the probe of a step.
    pub(crate) fn probe(&self, action: Value, number: u32) -> Attempt {
        Attempt {
            direction: Direction::Probe,
            attempt: number,
            dir: self.path(&format!("attempt/migrate/probe-{number}")),
            ..self.attempt(action)
        }
    }

    /// Returns a duration for `sleep` that no other test uses, so that its processes can be found.
    pub(crate) fn marker(&self, number: u32) -> String {
        let path = self.dir.path().to_string_lossy();
        let bytes = path.bytes().map(u32::from);
        let unique = bytes.fold(7_u32, |a, b| a.wrapping_mul(31).wrapping_add(b));
        format!("{}.{number}", 100_000 + unique % 800_000)
    }

    pub(crate) fn lines(&self, name: &str) -> usize {
        std::fs::read_to_string(self.path(name)).map_or(0, |text| text.lines().count())
    }
}

/// A test that fails leaves nothing running, neither commands nor shims.
impl Drop for Place {
    fn drop(&mut self) {
        let own = format!("PLACET_CHANGE={}", self.change);
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let environ = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            let pid = entry.file_name().to_str().and_then(|pid| pid.parse().ok());
            let pid = pid.filter(|_| {
                environ
                    .split(|byte| *byte == 0)
                    .any(|e| e == own.as_bytes())
            });
            if let Some(pid) = pid.and_then(rustix::process::Pid::from_raw) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
    }
}

pub(crate) fn run(attempt: &Attempt) -> Report {
    runner().run(attempt, &Watch::default())
}

pub(crate) fn sh(script: &str) -> Value {
    json!({"command": {"run": ["sh", "-c", script]}})
}

pub(crate) fn action(value: Value) -> Action {
    serde_json::from_value(value).unwrap()
}

#[track_caller]
pub(crate) fn assert_succeeded(report: &Report) {
    assert_eq!(report.outcome, Outcome::Succeeded, "{report:#?}");
}

/// Returns the message of a failure, and whether it gives up.
#[track_caller]
pub(crate) fn failure(report: &Report) -> (&str, bool) {
    match &report.outcome {
        Outcome::Failed { message, give_up } => (message, *give_up),
        other => panic!("not a failure: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn unknown(report: &Report) -> &str {
    match &report.outcome {
        Outcome::Unknown { message } => message,
        other => panic!("not unknown: {other:?}"),
    }
}

/// Waits for a condition.
#[track_caller]
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Returns the living processes with this text in their arguments.
pub(crate) fn processes(marker: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let pid = entry.file_name().to_string_lossy().into_owned();
        let zombie = || {
            std::fs::read_to_string(format!("/proc/{pid}/stat"))
                .is_ok_and(|stat| stat.contains(") Z "))
        };
        let arguments = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        if String::from_utf8_lossy(&arguments).contains(marker) && !zombie() {
            found.push(format!(
                "{pid}: {}",
                String::from_utf8_lossy(&arguments).replace('\0', " ")
            ));
        }
    }
    found
}

/// Returns every file below a directory.
pub(crate) fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}
