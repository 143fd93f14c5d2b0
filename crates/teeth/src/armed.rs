//! The behavior with the feature on.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::{Bug, Point};

/// The variable that names the planted bugs and points.
const VARIABLE: &str = "PLACET_TEETH";
/// The variable that names a file. Each process that dies at a point adds a line to it.
const TOLD: &str = "PLACET_TEETH_TOLD";

/// Bit N stands for the Nth bug.
static BUGS: AtomicU64 = AtomicU64::new(0);
/// The point and how many more times it may be reached.
static POINTS: Mutex<Vec<(&'static str, u64)>> = Mutex::new(Vec::new());
static READ: OnceLock<()> = OnceLock::new();

/// Tells whether a bug is planted.
pub fn planted(bug: Bug) -> bool {
    READ.get_or_init(read_environment);
    BUGS.load(Ordering::Relaxed) & bit(bug) != 0
}

/// Dies here by SIGKILL if it is time, so that nothing is flushed or dropped.
pub fn point(point: Point) {
    READ.get_or_init(read_environment);
    let mut points = POINTS.lock().unwrap_or_else(PoisonError::into_inner);
    for (name, left) in points.iter_mut() {
        // The points of shims count shims, in `for_shim`.
        if *name == point.name() && *left > 0 && (!point.is_of_shim() || is_shim()) {
            *left -= 1;
            if *left == 0 {
                tell(point);
                let _ = rustix::process::kill_process(
                    rustix::process::getpid(),
                    rustix::process::Signal::KILL,
                );
            }
        }
    }
}

/// Returns the variables for the next shim: the bugs, and the point of a shim if this is the shim that must die.
pub fn for_shim() -> Vec<(&'static str, String)> {
    READ.get_or_init(read_environment);
    let mut points = POINTS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut bites = Vec::new();
    for (name, left) in points.iter_mut() {
        let of_shim = Point::ALL
            .iter()
            .any(|point| point.name() == *name && point.is_of_shim());
        if of_shim && *left > 0 {
            *left -= 1;
            if *left == 0 {
                bites.push(format!("point:{name}:1"));
            }
        }
    }
    let bugs = Bug::ALL.iter().filter(|bug| planted(**bug));
    bites.extend(bugs.map(|bug| format!("bug:{}", bug.name())));
    if bites.is_empty() {
        return Vec::new();
    }
    let told = std::env::var(TOLD).ok().map(|told| (TOLD, told));
    [(VARIABLE, bites.join(","))]
        .into_iter()
        .chain(told)
        .collect()
}

fn is_shim() -> bool {
    std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == "shim")
}

/// Records where this process dies, and the last argument that it was started with.
fn tell(point: Point) {
    let last = std::env::args().next_back().unwrap_or_default();
    let file = std::env::var_os(TOLD)
        .and_then(|path| OpenOptions::new().create(true).append(true).open(path).ok());
    if let Some(mut file) = file {
        // A test that does not find the line fails.
        let _ = file.write_all(format!("{} {last}\n", point.name()).as_bytes());
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

/// Ends the process for a word that does not name anything: it would make a test that tests nothing.
fn read_environment() {
    let Ok(text) = std::env::var(VARIABLE) else {
        return;
    };
    for word in text.split(',').filter(|word| !word.is_empty()) {
        if !take(word) {
            eprintln!("{VARIABLE}: `{word}` is not a bug or a point");
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
