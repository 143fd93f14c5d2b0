//! What happens where the feature is on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::{Bug, Point};

/// Where the environment says what bites.
const VARIABLE: &str = "PLACET_TEETH";

/// Bit N stands for the Nth bug.
static BUGS: AtomicU64 = AtomicU64::new(0);
/// The point and how many more times it may be reached.
static POINTS: Mutex<Vec<(&'static str, u64)>> = Mutex::new(Vec::new());
static READ: OnceLock<()> = OnceLock::new();

/// Says whether a bug is planted.
pub fn planted(bug: Bug) -> bool {
    READ.get_or_init(read_environment);
    BUGS.load(Ordering::Relaxed) & bit(bug) != 0
}

/// Dies here by SIGKILL, so that nothing is flushed or dropped, if this is the time.
pub fn point(point: Point) {
    READ.get_or_init(read_environment);
    let mut points = POINTS.lock().unwrap_or_else(PoisonError::into_inner);
    for (name, left) in points.iter_mut() {
        if *name == point.name() {
            *left = left.saturating_sub(1);
            if *left == 0 {
                let _ = rustix::process::kill_process(
                    rustix::process::getpid(),
                    rustix::process::Signal::KILL,
                );
            }
        }
    }
}

/// Plants one bug in this process, or none.
pub fn arm(bug: Option<Bug>) {
    READ.get_or_init(|| ());
    BUGS.store(bug.map_or(0, bit), Ordering::Relaxed);
}

fn bit(bug: Bug) -> u64 {
    1 << (bug as u64)
}

/// A word that names nothing would be a test that tests nothing, so it ends the process.
fn read_environment() {
    let Ok(text) = std::env::var(VARIABLE) else {
        return;
    };
    for word in text.split(',').filter(|word| !word.is_empty()) {
        if !take(word) {
            eprintln!("{VARIABLE}: `{word}` names no bug and no point");
            std::process::exit(2);
        }
    }
}

fn take(word: &str) -> bool {
    if let Some(name) = word.strip_prefix("bug:") {
        let bug = Bug::ALL.iter().find(|bug| bug.name() == name);
        bug.inspect(|bug| {
            BUGS.fetch_or(bit(**bug), Ordering::Relaxed);
        });
        return bug.is_some();
    }
    let Some((name, count)) = word
        .strip_prefix("point:")
        .and_then(|rest| rest.split_once(':'))
    else {
        return false;
    };
    let known = Point::ALL.iter().find(|point| point.name() == name);
    let (Some(point), Ok(count @ 1..)) = (known, count.parse::<u64>()) else {
        return false;
    };
    POINTS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push((point.name(), count));
    true
}
