//! CPU time, as the kernel counts it.

use std::fs;
use std::time::Duration;

use crate::outcome::Outcome;

/// Clock ticks per second in `/proc/PID/stat`: `USER_HZ`, which is 100 on every Linux that Rust runs on.
const TICKS_A_SECOND: f64 = 100.0;

/// Returns the CPU time of a whole process so far, user and system, including all threads that have ended.
pub(crate) fn of_process(pid: u32) -> Outcome<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The program's name may contain spaces. It ends with the last parenthesis, and field 3 follows.
    let (_, fields) = stat.rsplit_once(')').ok_or("a stat file without a name")?;
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    Ok(Duration::from_secs_f64(ticks / TICKS_A_SECOND))
}

/// Returns the CPU time of this thread so far.
pub(crate) fn of_this_thread() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat
        .split_whitespace()
        .next()
        .and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// Returns the memory of a process that is in RAM now, in bytes.
pub(crate) fn resident_bytes(pid: u32) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    let kib: u64 = kib.ok_or("a status file without VmRSS")?.parse()?;
    Ok(kib * 1024)
}
