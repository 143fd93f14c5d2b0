//! Data from `/proc`: this boot, a process's start, descendants, and processes that have an attempt's environment.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// How long killed processes may take to disappear before they count as left.
pub(crate) const VANISH: Duration = Duration::from_secs(3);

/// Returns the kernel's id of this boot; empty if the kernel does not provide one.
pub(crate) fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map(|id| id.trim().to_owned())
        .unwrap_or_default()
}

/// A process as shown by `/proc/PID/stat`.
struct Stat {
    parent: i32,
    state: char,
    start_time: u64,
}

/// Reads `/proc/PID/stat` (proc(5)). The name in parentheses may contain anything, so fields count from the last `)`.
fn stat(pid: i32) -> Option<Stat> {
    let text = fs::read(format!("/proc/{pid}/stat")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut fields = text.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    let parent = fields.next()?.parse().ok()?;
    let start_time = fields.nth(17)?.parse().ok()?;
    Some(Stat {
        parent,
        state,
        start_time,
    })
}

/// Returns when a process started, in clock ticks since boot. This distinguishes it from a later process with the same
/// id.
pub(crate) fn start_time(pid: i32) -> Option<u64> {
    stat(pid).map(|stat| stat.start_time)
}

fn pids() -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

/// Returns the living descendants of a process, except those that are only waiting to be reaped.
pub(crate) fn descendants(of: i32) -> Vec<i32> {
    let mut children: BTreeMap<i32, Vec<(i32, bool)>> = BTreeMap::new();
    for pid in pids() {
        if let Some(stat) = stat(pid) {
            children
                .entry(stat.parent)
                .or_default()
                .push((pid, !matches!(stat.state, 'Z' | 'X')));
        }
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([of]);
    let mut queue = vec![of];
    while let Some(parent) = queue.pop() {
        for (pid, alive) in children.get(&parent).into_iter().flatten() {
            if seen.insert(*pid) {
                queue.push(*pid);
                if *alive {
                    found.push(*pid);
                }
            }
        }
    }
    found
}

/// Returns the living processes whose environment contains all of these variables, except this process: a server that
/// was itself started by a step has them too.
///
/// Finds what a killed shim left behind. It does not find a process that cleared its environment, or that runs as a
/// user whose processes we may not inspect.
pub(crate) fn with_environment(variables: &[(&str, String)]) -> Vec<i32> {
    let entries: Vec<String> = variables
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let this = i32::try_from(std::process::id()).unwrap_or(0);
    pids()
        .into_iter()
        .filter(|pid| *pid != this)
        .filter(|pid| {
            let Ok(environ) = fs::read(format!("/proc/{pid}/environ")) else {
                return false;
            };
            let held: BTreeSet<&[u8]> = environ.split(|byte| *byte == 0).collect();
            entries.iter().all(|entry| held.contains(entry.as_bytes()))
        })
        .filter(|pid| stat(*pid).is_some_and(|stat| !matches!(stat.state, 'Z' | 'X')))
        .collect()
}

/// Sends a signal. A process that is already gone is not an error, and one that may not be signaled shows up as left.
fn signal(pids: &[i32], signal: Signal) {
    for pid in pids.iter().filter_map(|pid| Pid::from_raw(*pid)) {
        let _ = kill_process(pid, signal);
    }
}

/// Asks processes to end. A stopped process reacts only when it continues.
pub(crate) fn ask_to_end(pids: &[i32]) {
    signal(pids, Signal::TERM);
    signal(pids, Signal::CONT);
}

/// Kills the processes that `find` returns until it finds none, or for a number of rounds. Some fork faster than they
/// are killed, so each round first stops the processes that it sees.
pub(crate) fn kill(find: impl Fn() -> Vec<i32>) {
    const ROUNDS: usize = 20;
    for _ in 0..ROUNDS {
        let found = find();
        if found.is_empty() {
            return;
        }
        signal(&found, Signal::STOP);
        signal(&found, Signal::KILL);
    }
}
