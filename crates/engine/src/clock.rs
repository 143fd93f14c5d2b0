//! The system's clock and random numbers.

use jiff::Timestamp;

use crate::ports::Clock;

/// Asks the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn draw(&self) -> u128 {
        let mut bytes = [0; 16];
        // Without random numbers, ids could repeat. The time's nanoseconds stand in: the store refuses a repeated id.
        if getrandom::fill(&mut bytes).is_err() {
            bytes = self.now().as_nanosecond().to_le_bytes();
        }
        u128::from_le_bytes(bytes)
    }
}
