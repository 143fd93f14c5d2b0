//! Counts how often this process asks the disk to make something durable.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::outcome::Outcome;

/// How long to wait until the kernel's counter is counting.
const READY_WAIT: Duration = Duration::from_secs(5);

/// A running count.
pub(crate) enum Syncs {
    /// `perf stat` counts the system calls `fdatasync` and `fsync`.
    Perf { child: Child, out: PathBuf },
    /// `perf` is missing or not permitted: nothing is counted.
    None,
}

impl Syncs {
    /// Begins to count.
    pub(crate) fn begin(out: PathBuf) -> Self {
        let _ = std::fs::remove_file(&out);
        let pid = std::process::id().to_string();
        let spawned = Command::new("perf")
            .args([
                "stat",
                "-x,",
                "-e",
                "syscalls:sys_enter_fdatasync,syscalls:sys_enter_fsync",
                "-p",
                &pid,
                "-o",
            ])
            .arg(&out)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = spawned else {
            return Self::None;
        };
        // The file is created when the counters are attached.
        let began = Instant::now();
        while !out.exists() && began.elapsed() < READY_WAIT {
            if !matches!(child.try_wait(), Ok(None)) {
                return Self::None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(100));
        Self::Perf { child, out }
    }

    /// Stops, and returns the count if there is one.
    pub(crate) fn end(self) -> Outcome<Option<u64>> {
        let Self::Perf { mut child, out } = self else {
            return Ok(None);
        };
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.ok_or("a process without an id")?, Signal::INT)?;
        child.wait()?;
        let text = std::fs::read_to_string(&out)?;
        let counts: Vec<u64> = text
            .lines()
            .filter(|line| line.contains("sys_enter_f"))
            .filter_map(|line| line.split(',').next()?.parse().ok())
            .collect();
        Ok((counts.len() == 2).then(|| counts.iter().sum()))
    }
}
