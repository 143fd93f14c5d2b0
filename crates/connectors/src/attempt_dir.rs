//! The attempt's directory: what was begun, what was there before, and what came of it.
//!
//! ```text
//! DIR/runner.lock        held by the runner that carries the attempt out
//! DIR/action-0/          the first action; a check is `check`, putting back is `restore-0`
//!     begun.json         durable before an in-process effect, with what was there before
//!     previous           old content of a file that does not fit into an event
//!     outcome.json       durable after it; of a command, written by its shim
//! ```
//! Commands have the files of [`crate::shim`] instead of `begun.json`. Only what recovery needs is synced: an action
//! that may simply run again and has no `before` (a wait, a GET, evidence) leaves nothing here.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use placet_engine::ports::Live;
use placet_teeth::{Bug, Point, planted, point};
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::stage::{Stage, Stop};
use crate::{durable, proc};

/// Pause between two looks at a lock that another runner holds.
const LOCK_POLL: Duration = Duration::from_millis(5);

/// The right to carry an attempt out; the lock goes with the value, and with the process.
pub(crate) struct AttemptDir {
    path: PathBuf,
    _lock: File,
}

impl AttemptDir {
    /// Opens the directory, waiting for another runner that has it.
    pub(crate) fn open(path: &Path, live: &dyn Live) -> Result<Self, Stop> {
        let refuse = |error: io::Error| {
            Stop::failed(format!(
                "the attempt's directory `{}` cannot be used, so nothing was begun: {error}",
                path.display()
            ))
        };
        durable::make_dirs(path).map_err(refuse)?;
        let lock = durable::private(OpenOptions::new().create(true).append(true))
            .open(path.join("runner.lock"))
            .map_err(refuse)?;
        while let Err(error) = flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            if error != rustix::io::Errno::WOULDBLOCK && error != rustix::io::Errno::INTR {
                return Err(refuse(error.into()));
            }
            if live.called_off() {
                return Err(Stop::unknown(
                    "called off while another runner of this server carries it out",
                ));
            }
            std::thread::sleep(LOCK_POLL);
        }
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// The directory of one action.
    pub(crate) fn slot(&self, name: &str) -> Slot {
        Slot {
            dir: self.path.join(name),
        }
    }
}

/// The part of the attempt's directory that belongs to one action.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) dir: PathBuf,
}

/// What was known before an in-process effect.
#[derive(Serialize, Deserialize)]
struct Begun {
    boot_id: String,
    before: Value,
}

/// What came of an in-process action.
#[derive(Serialize, Deserialize)]
struct Done {
    /// Why it failed.
    failed: Option<String>,
    give_up: bool,
    output: String,
}

impl Slot {
    fn read<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Result<Option<T>, Stop> {
        let path = self.dir.join(name);
        let unreadable = |error: String| {
            Stop::unknown(format!(
                "`{}` cannot be read, so it is not known what was done: {error}",
                path.display()
            ))
        };
        let Some(bytes) = durable::read(&path).map_err(|error| unreadable(error.to_string()))?
        else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| unreadable(error.to_string()))
    }

    fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        durable::make_dirs(&self.dir)?;
        durable::replace(&self.dir, name, &serde_json::to_vec(value)?)
    }
}

/// Carries out an in-process action with an effect: looks, records what was there, acts, records the outcome.
///
/// A second call takes the recorded outcome; without one it acts again on the same `before` if the action may be
/// repeated, else it answers unknown. `act` returns what to add to the output.
pub(crate) fn once(
    stage: &mut Stage<'_>,
    look: impl FnOnce(&Stage<'_>) -> Result<Value, Stop>,
    act: impl FnOnce(&Stage<'_>, &Value) -> Result<String, Stop>,
) -> Result<(), Stop> {
    let begun: Option<Begun> = stage.slot.read("begun.json")?;
    let done: Option<Done> = stage.slot.read("outcome.json")?;
    let begun_before = begun.is_some();
    let before = match begun {
        Some(begun) if done.is_none() && !stage.repeatable && !planted(Bug::HalfDoneRepeated) => {
            return Err(half_done(&begun));
        }
        Some(begun) => begun.before,
        None => {
            let before = look(stage)?;
            let begun = Begun {
                boot_id: proc::boot_id(),
                before,
            };
            let slot = &stage.slot;
            let durable = slot.write("begun.json", &begun);
            let durable = durable.and_then(|()| durable::sync_ancestors(&slot.dir));
            durable.map_err(|error| {
                Stop::failed(format!(
                    "the intent could not be made durable, so nothing was done: {error}"
                ))
            })?;
            begun.before
        }
    };
    if !before.is_null() {
        stage.record.before.push(before.clone());
    }
    if let Some(done) = done {
        stage.say(&done.output);
        return match done.failed {
            None => Ok(()),
            Some(message) => Err(Stop::Failed {
                message,
                give_up: done.give_up,
            }),
        };
    }
    if begun_before {
        stage.say("begun before a restart; done again, because it is idempotent\n");
    }
    point(Point::BeforeEffect);
    let result = act(stage, &before);
    point(Point::AfterEffect);
    let done = match &result {
        Ok(output) => Done {
            failed: None,
            give_up: false,
            output: output.clone(),
        },
        Err(Stop::Failed { message, give_up }) => Done {
            failed: Some(message.clone()),
            give_up: *give_up,
            output: String::new(),
        },
        // Not recorded: a marker without an outcome already says that nobody knows.
        Err(Stop::Unknown { .. }) => return result.map(drop),
    };
    let recorded = stage.slot.write("outcome.json", &done);
    let output = result?;
    stage.say(&output);
    recorded.map_err(|error| {
        Stop::failed(format!(
            "it was done, but the outcome could not be made durable: {error}"
        ))
    })
}

fn half_done(begun: &Begun) -> Stop {
    let how = if begun.boot_id == proc::boot_id() {
        "the server ended"
    } else {
        "the host was restarted"
    };
    Stop::unknown(format!(
        "it was begun, then {how} before its outcome was recorded; it may or may not have arrived, and it is not \
         idempotent, so it is not repeated"
    ))
}
