//! The files through which the runner and the shim communicate.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::{durable, proc};

/// The file that asks the shim to end the command.
pub(crate) const CALL_OFF: &str = "call-off";
const LOCK: &str = "lock";

/// The order, `command.json`: what to run.
#[derive(Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) argv: Vec<String>,
    /// The whole environment, except secrets.
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) cwd: PathBuf,
    pub(crate) timeout_ms: u64,
    /// Time between asking the command to end and killing it.
    pub(crate) grace_ms: u64,
    pub(crate) user: Option<OrderUser>,
}

/// The user that a command runs as, if it differs from the server's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderUser {
    pub(crate) setpriv: PathBuf,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// The record that a shim has begun: `shim.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Started {
    pub(crate) pid: u32,
    pub(crate) boot_id: String,
    /// Clock ticks since boot. They distinguish the process from a later one with its id.
    pub(crate) start_time: u64,
}

impl Started {
    pub(crate) fn this_process() -> Self {
        let pid = std::process::id();
        let start_time = i32::try_from(pid)
            .ok()
            .and_then(proc::start_time)
            .unwrap_or(0);
        Self {
            pid,
            boot_id: proc::boot_id(),
            start_time,
        }
    }

    pub(crate) fn read(slot: &Path) -> io::Result<Option<Self>> {
        // A record that a power failure cut short still says that a shim began. Nothing else is known.
        let torn = || Self {
            pid: 0,
            boot_id: String::new(),
            start_time: 0,
        };
        let bytes = durable::read(&slot.join("shim.json"))?;
        Ok(bytes.map(|bytes| serde_json::from_slice(&bytes).unwrap_or_else(|_| torn())))
    }
}

/// The outcome of a command: `outcome.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// Why it could not be spawned. In that case nothing ran.
    pub(crate) not_spawned: Option<String>,
    pub(crate) exit: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) timed_out: bool,
    pub(crate) called_off: bool,
    /// Processes that could not be ended.
    pub(crate) left: usize,
    /// Redacted head and tail.
    pub(crate) output: String,
    pub(crate) output_bytes: u64,
    pub(crate) dropped_bytes: u64,
    /// SHA-256 of the whole redacted output.
    pub(crate) output_sha256: String,
    /// Milliseconds since 1970.
    pub(crate) ended_at_ms: u64,
}

impl Outcome {
    pub(crate) fn read(slot: &Path) -> io::Result<Option<Self>> {
        let bytes = durable::read(&slot.join("outcome.json"))?;
        Ok(bytes
            .map(|bytes| serde_json::from_slice(&bytes))
            .transpose()?)
    }
}

/// Takes the lock that shows that a shim is alive, or says why not.
///
/// A check of the lock takes it for a moment, so a shim tries again. But if another shim has already begun, this one
/// must not run.
pub(crate) fn take_lock(slot: &Path) -> Result<File, String> {
    /// How often to retry while the lock is held briefly; about two seconds in total.
    const TRIES: u32 = 400;
    let file = durable::private(OpenOptions::new().create(true).append(true))
        .open(slot.join(LOCK))
        .map_err(|error| format!("the lock cannot be opened: {error}"))?;
    for _ in 0..TRIES {
        if slot.join("shim.json").exists() {
            return Err("another shim has begun this attempt".to_owned());
        }
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(file),
            Err(Errno::WOULDBLOCK | Errno::INTR) => {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            Err(error) => return Err(format!("the lock cannot be taken: {error}")),
        }
    }
    Err("another process holds the lock".to_owned())
}

/// Tells whether a living shim holds the slot.
pub(crate) fn is_held(slot: &Path) -> io::Result<bool> {
    let file = match File::open(slot.join(LOCK)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    match flock(&file, FlockOperation::NonBlockingLockShared) {
        Ok(()) => Ok(false),
        Err(Errno::WOULDBLOCK) => Ok(true),
        Err(error) => Err(error.into()),
    }
}
