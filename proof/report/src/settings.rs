//! What the environment may set.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::Rng;

/// How a suite runs.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Where all chance comes from.
    pub seed: u64,
    /// How many kills, cuts, seeds or requests.
    pub units: u64,
}

impl Settings {
    /// Reads the environment. A value that is no number ends the process, since another run than the one asked for would
    /// pass for it.
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
    // Short enough to be read out.
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
