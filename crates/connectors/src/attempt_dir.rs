//! The attempt's directory: what was begun, the state before, and the outcome.
//!
//! ```text
//! DIR/runner.lock        held by the runner that carries the attempt out
//! DIR/action-0/          the first action; a check is `check`, putting back is `restore-0`
//!     begun.json         durable before an in-process effect, with what was there before
//!     previous           old content of a file that does not fit into an event
//!     outcome.json       durable after it; of a command, written by its shim
//! Commands have the files of [`crate::shim`] instead of `begun.json`. Only what recovery needs is synced: an action
//! that can simply run again and has no `before` (a wait, a GET, evidence) leaves nothing here.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use placet_engine::ports::Live;
use rustix::fs::{FlockOperation, flock};

use crate::durable;
use crate::slot::Slot;
use crate::stop::Stop;

/// Pause between two checks of a lock that another runner holds.
const LOCK_POLL: Duration = Duration::from_millis(5);

/// The right to carry out an attempt. The lock is released with the value, and with the process.
pub(crate) struct AttemptDir {
    path: PathBuf,
    _lock: File,
}

impl AttemptDir {
    /// Opens the directory, and waits for another runner that holds it.
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

    /// Returns the directory of one action.
    pub(crate) fn slot(&self, name: &str) -> Slot {
        Slot {
            dir: self.path.join(name),
        }
    }
}
