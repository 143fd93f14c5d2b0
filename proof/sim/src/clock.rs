//! Time and randomness from the seed.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use placet_engine::ports::Clock;
use placet_proof::Rng;

use crate::baton;

/// The time at which every run begins: 2026-11-24T14:00:00Z, a Tuesday.
const BEGIN_MS: i64 = 1_795_528_800_000;

/// The wall clock of a simulated host.
pub(crate) struct SimClock {
    inner: Mutex<(i64, Rng)>,
}

impl SimClock {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            inner: Mutex::new((BEGIN_MS, Rng::new(seed).fork(1))),
        }
    }

    /// Sets the clock forward or back.
    pub(crate) fn jump(&self, ms: i64) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.0 += ms;
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        Timestamp::from_millisecond(inner.0).unwrap_or_default()
    }

    fn draw(&self) -> u128 {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        u128::from(inner.1.draw()) << 64 | u128::from(inner.1.draw())
    }

    fn pause(&self, time: Duration) {
        baton::wait(format!("a pause of {} ms", time.as_millis()));
    }
}
