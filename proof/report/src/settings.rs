//! The settings from the environment.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::Rng;

/// How a suite runs.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The seed of all randomness.
    pub seed: u64,
    /// How many kills, cuts, seeds or requests.
    pub units: u64,
}

impl Settings {
    /// Reads the environment. A value that is not a number ends the process. Otherwise a different run could pass for
    /// the requested one.
    pub fn from_environment(units: u64) -> Self {
        Self {
            seed: number("PLACET_PROOF_SEED").unwrap_or_else(drawn),
            units: number("PLACET_PROOF_UNITS").unwrap_or(units),
        }
    }
}

fn drawn() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanos = since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(0));
    // Short enough to be read aloud.
    Rng::new(nanos ^ u64::from(std::process::id())).below(1_000_000_000)
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    match text.parse() {
        Ok(number) => Some(number),
        Err(_) => {
            eprintln!("error: `{name}` is not a number: `{text}`");
            std::process::exit(2);
        }
    }
}
