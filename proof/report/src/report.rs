//! The report of what a suite did.

use std::path::Path;
use std::time::Instant;

use serde_json::{Map, Value, json};

use crate::Settings;

/// The directory for reports.
const OUT: &str = "PLACET_PROOF_OUT";

/// Counts of what a suite did.
pub struct Report {
    suite: &'static str,
    settings: Settings,
    began: Instant,
    counts: Map<String, Value>,
}

impl Report {
    /// Begins a report, and prints the seed, so that a run that never ends can also be repeated.
    #[allow(clippy::print_stdout, reason = "a test says what it does")]
    pub fn begin(suite: &'static str, settings: Settings) -> Self {
        println!("{suite}: seed {} units {}", settings.seed, settings.units);
        Self {
            suite,
            settings,
            began: Instant::now(),
            counts: Map::new(),
        }
    }

    /// Adds to a count. Slices of a soak are summed. The name is what the page shows: `kills during start-up`.
    pub fn add(&mut self, what: &str, count: u64) {
        let before = self.counts.get(what).and_then(Value::as_u64).unwrap_or(0);
        self.counts
            .insert(what.to_owned(), json!(before.saturating_add(count)));
    }

    /// Prints the counts and writes them where `PLACET_PROOF_OUT` says.
    #[allow(clippy::print_stdout, reason = "a test says what it did")]
    pub fn end(self) {
        let seconds = self.began.elapsed().as_secs_f64();
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        println!("{}: {} in {seconds:.0} s", self.suite, counts.join(", "));
        let Some(folder) = std::env::var_os(OUT) else {
            return;
        };
        let report = json!({
            "suite": self.suite,
            "seed": self.settings.seed,
            "units": self.settings.units,
            "seconds": seconds,
            "counts": self.counts,
        });
        let path = Path::new(&folder).join(format!("{}.json", self.suite));
        let written = std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, format!("{report:#}\n")));
        if let Err(error) = written {
            eprintln!("error: {} cannot be written: {error}", path.display());
        }
    }
}

/// Formats `12345678` as `12,345,678`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 999, 1000, 1234567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}
