//! A clock that can be set forward, so that the demo need not wait for a day of monitoring.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use placet_engine::SystemClock;
use placet_engine::ports::Clock;

/// The system's clock, ahead by the time that the demo has let pass.
#[derive(Default)]
pub(crate) struct DemoClock {
    ahead_seconds: AtomicI64,
}

impl DemoClock {
    pub(crate) fn pass(&self, time: SignedDuration) {
        self.ahead_seconds
            .fetch_add(time.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now();
        let ahead = SignedDuration::from_secs(self.ahead_seconds.load(Ordering::SeqCst));
        now.checked_add(ahead).unwrap_or(now)
    }

    fn draw(&self) -> u128 {
        SystemClock.draw()
    }
}
