//! What the environment may set, and what follows from it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Kills when nothing is said.
const KILLS: u32 = 500;

/// How the storm goes.
pub(crate) struct Settings {
    /// From it follow the plans, the moments of the kills and what people do.
    pub(crate) seed: u64,
    /// SIGKILLs.
    pub(crate) kills: u32,
    /// Threads of people.
    pub(crate) people: u64,
    /// Changes that one of them has under way at the same time.
    pub(crate) under_way_each: usize,
    /// Longest time for everything to end after the last kill.
    pub(crate) settle: Duration,
}

impl Settings {
    /// Reads `PLACET_CRASH_SEED` and `PLACET_CRASH_KILLS`.
    pub(crate) fn from_environment() -> Self {
        let now = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            u64::from(since.subsec_nanos()) ^ since.as_secs()
        };
        Self {
            seed: number("PLACET_CRASH_SEED").unwrap_or_else(now),
            kills: number("PLACET_CRASH_KILLS")
                .map_or(KILLS, |kills| u32::try_from(kills).unwrap()),
            people: 6,
            under_way_each: 2,
            settle: Duration::from_secs(90),
        }
    }
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("`{name}` is not a number: `{text}`")),
    )
}
