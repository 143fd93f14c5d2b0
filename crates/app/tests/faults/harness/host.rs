//! A crash of the host, as far as one can be simulated: the shims and their commands die with the server.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// Longest time for a signal to take effect.
const TAKES_EFFECT: Duration = Duration::from_secs(5);

/// A shim of this test's own data directory.
#[derive(Debug)]
struct Shim {
    pid: i32,
    slot: PathBuf,
}

/// How often the shim of each slot was killed.
pub(crate) type KilledShims = HashMap<PathBuf, u64>;

/// Kills every shim and what it started, while no server runs.
pub(crate) fn crash(data: &Path, killed: &mut KilledShims) {
    for shim in shims(data) {
        // Stopped first, so that it starts nothing while its descendants are looked for.
        stop(shim.pid);
        for pid in descendants(shim.pid) {
            signal(pid, Signal::KILL);
            wait_until(|| is_dead(pid));
        }
        signal(shim.pid, Signal::KILL);
        wait_until(|| is_dead(shim.pid));
        *killed.entry(shim.slot).or_default() += 1;
    }
}

/// Stops a server, and then every shim: no thread of theirs runs another instruction of its own. One that is in a call of
/// the kernel stops when that ends.
pub(crate) fn freeze(server: u32, data: &Path) {
    stop(i32::try_from(server).unwrap());
    for shim in shims(data) {
        stop(shim.pid);
    }
}

fn stop(pid: i32) {
    signal(pid, Signal::STOP);
    let stands_still = |state| matches!(state, None | Some('T' | 't' | 'D' | 'Z' | 'X'));
    wait_until(|| {
        threads(pid)
            .into_iter()
            .all(|thread| stands_still(state(thread)))
    });
}

fn threads(pid: i32) -> Vec<i32> {
    let entries = fs::read_dir(format!("/proc/{pid}/task"));
    numbers(entries.into_iter().flatten().flatten())
}

/// Kills every shim and nothing else: what they started keeps running. Returns the number of shims.
pub(crate) fn kill_shims(data: &Path, killed: &mut KilledShims) -> usize {
    let shims = shims(data);
    for shim in &shims {
        signal(shim.pid, Signal::KILL);
        wait_until(|| is_dead(shim.pid));
        *killed.entry(shim.slot.clone()).or_default() += 1;
    }
    shims.len()
}

/// Kills processes that a test has left over.
pub(crate) fn kill_all(pids: &[i32]) {
    for pid in pids {
        signal(*pid, Signal::KILL);
    }
}

/// Waits until no shim is left, and says which are.
pub(crate) fn shims_left(data: &Path, within: Duration) -> Vec<String> {
    let since = Instant::now();
    loop {
        let left = shims(data);
        if left.is_empty() || since.elapsed() > within {
            return left.iter().map(|shim| format!("{shim:?}")).collect();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Shims are known by their argument, a directory below this test's own data.
fn shims(data: &Path) -> Vec<Shim> {
    let shim = |pid| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let line = String::from_utf8(line).ok()?;
        let mut words = line.split('\0').skip(1);
        let (word, slot) = (words.next()?, PathBuf::from(words.next()?));
        (word == "shim" && slot.starts_with(data)).then_some(Shim { pid, slot })
    };
    pids().into_iter().filter_map(shim).collect()
}

/// Processes that carry a change in their environment, as everything does that a step of it starts.
pub(crate) fn descendants_of_change(id: &str) -> Vec<i32> {
    let mark = format!("PLACET_CHANGE={id}");
    let has_mark = |pid: &i32| {
        let variables = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        let mut variables = variables.split(|byte| *byte == 0);
        variables.any(|variable| variable == mark.as_bytes())
    };
    let all = pids().into_iter().filter(has_mark);
    all.filter(|pid| !is_dead(*pid)).collect()
}

fn pids() -> Vec<i32> {
    numbers(fs::read_dir("/proc").unwrap().flatten())
}

fn numbers(entries: impl Iterator<Item = fs::DirEntry>) -> Vec<i32> {
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect()
}

/// State and parent, from `/proc/PID/stat`.
fn stat(pid: i32) -> Option<(char, i32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_ascii_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

fn state(pid: i32) -> Option<char> {
    stat(pid).map(|(state, _)| state)
}

fn is_dead(pid: i32) -> bool {
    matches!(state(pid), None | Some('Z' | 'X'))
}

fn descendants(of: i32) -> Vec<i32> {
    let all: Vec<(i32, i32)> = pids()
        .into_iter()
        .filter_map(|pid| stat(pid).map(|(_, parent)| (pid, parent)))
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(
            all.iter()
                .filter(|(_, its)| *its == parent)
                .map(|(pid, _)| *pid),
        );
        next += 1;
    }
    found.split_off(1)
}

fn signal(pid: i32, signal: Signal) {
    // It may have ended since.
    let _ = kill_process(Pid::from_raw(pid).unwrap(), signal);
}

fn wait_until(holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(
            since.elapsed() < TAKES_EFFECT,
            "a process does not obey its signal"
        );
        std::thread::sleep(Duration::from_micros(200));
    }
}
