//! The clock for everything that expires.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// A clock that never goes back.
pub(crate) struct Clock {
    read: fn() -> Timestamp,
    latest: Mutex<Timestamp>,
}

impl Clock {
    pub(crate) fn new(read: fn() -> Timestamp) -> Self {
        Self {
            read,
            latest: Mutex::new(Timestamp::MIN),
        }
    }

    /// Returns the time for everything that expires. It never goes back, so what has expired stays expired after the
    /// system's clock is set back (T19).
    pub(crate) fn now(&self) -> Timestamp {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        *latest = self.wall().max(*latest);
        *latest
    }

    /// Returns what the system's clock says, to be compared with other clocks.
    pub(crate) fn wall(&self) -> Timestamp {
        (self.read)()
    }
}
