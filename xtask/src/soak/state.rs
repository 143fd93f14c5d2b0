//! What a soak has done so far.

use crate::suites::Suite;
use serde_json::{Map, Value, json};
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Lines of output that are kept of a slice that failed.
const LINES_KEPT: usize = 60;

/// The seed and, for each suite, its units, seconds, counts and failures.
pub(super) struct State {
    pub(super) seed: u64,
    suites: Map<String, Value>,
}

impl Default for State {
    fn default() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            seed: since.map_or(1, |since| since.as_secs()),
            suites: Map::new(),
        }
    }
}

/// What one slice did.
pub(super) struct Slice {
    seed: u64,
    seconds: f64,
    passed: bool,
    counts: Map<String, Value>,
    /// The end of the output, if it failed.
    output: String,
}

/// Runs one slice of a suite.
pub(super) fn slice(root: &Path, suite: &Suite, seed: u64) -> Slice {
    let out = root.join("target/proof/slices").join(suite.name);
    let report = out.join(format!("{}.json", suite.name));
    let _ = fs::remove_file(&report);
    let began = Instant::now();
    let ran = suite
        .program
        .command(root)
        .env("PLACET_PROOF_SEED", seed.to_string())
        .env("PLACET_PROOF_UNITS", suite.slice.to_string())
        .env("PLACET_PROOF_OUT", &out)
        .output();
    let seconds = began.elapsed().as_secs_f64();
    let (passed, output) = match ran {
        Ok(ran) => {
            let text = [ran.stdout, ran.stderr].concat();
            (ran.status.success(), tail(&String::from_utf8_lossy(&text)))
        }
        Err(error) => (false, error.to_string()),
    };
    let told = fs::read(&report)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    Slice {
        seed,
        seconds,
        // A suite without a report did nothing.
        passed: passed && told.is_some(),
        counts: told
            .and_then(|told| told.get("counts")?.as_object().cloned())
            .unwrap_or_default(),
        output,
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(LINES_KEPT);
    lines.get(from..).unwrap_or_default().join("\n")
}

impl Slice {
    pub(super) fn line(&self, suite: &Suite) -> String {
        let verdict = if self.passed { "ok" } else { "FAILED" };
        let Suite {
            name, slice, unit, ..
        } = suite;
        let Slice {
            seed,
            seconds,
            output,
            ..
        } = self;
        let output = if self.passed { "" } else { output };
        format!("{name} {verdict}: {slice} {unit} from seed {seed} in {seconds:.0} s {output}")
    }
}

impl State {
    /// Returns the state of an earlier run, or a new one.
    pub(super) fn read(file: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error.into()),
        };
        let value: Value = serde_json::from_slice(&bytes)?;
        let seed = value.get("seed").and_then(Value::as_u64);
        let suites = value.get("suites").and_then(Value::as_object).cloned();
        match (seed, suites) {
            (Some(seed), Some(suites)) => Ok(Self { seed, suites }),
            _ => Err(format!(
                "{} is not the state of a soak; use `--restart`",
                file.display()
            )
            .into()),
        }
    }

    /// Writes a new file and renames it over the old one, so that a soak that is killed leaves the old one intact.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = file.with_extension("new");
        let value = json!({"seed": self.seed, "suites": self.suites});
        fs::write(&beside, format!("{value:#}\n"))?;
        fs::rename(&beside, file)
    }

    pub(super) fn units(&self, suite: &Suite) -> u64 {
        self.number(suite, "units")
    }

    /// No two slices of a suite share a seed: each unit takes one more.
    pub(super) fn next_seed(&self, suite: &Suite) -> u64 {
        self.seed + self.units(suite)
    }

    pub(super) fn add(&mut self, suite: &Suite, slice: &Slice) {
        let units = self.units(suite) + suite.slice;
        let slices = self.number(suite, "slices") + 1;
        let entry = self.suites.entry(suite.name).or_insert_with(|| json!({}));
        let seconds = entry.get("seconds").and_then(Value::as_f64).unwrap_or(0.0) + slice.seconds;
        let mut counts = entry
            .get("counts")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        for (what, count) in &slice.counts {
            let before = counts.get(what).and_then(Value::as_u64).unwrap_or(0);
            let sum = before + count.as_u64().unwrap_or(0);
            counts.insert(what.clone(), json!(sum));
        }
        let mut failures = entry
            .get("failures")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if !slice.passed {
            failures
                .push(json!({"seed": slice.seed, "units": suite.slice, "output": slice.output}));
        }
        *entry = json!({"units": units, "slices": slices, "seconds": seconds.round(), "counts": counts, "failures": failures});
    }

    pub(super) fn failures(&self) -> usize {
        let failures = |suite: &Value| suite["failures"].as_array().map_or(0, Vec::len);
        self.suites.values().map(failures).sum()
    }

    pub(super) fn summary(&self) -> String {
        let lines = self.suites.iter().map(|(name, done)| {
            let failed = done["failures"].as_array().map_or(0, Vec::len);
            let slices = done["slices"].as_u64().unwrap_or(0);
            format!(
                "soak: {name}: {} units in {} s, {failed} of {slices} slices failed",
                done["units"], done["seconds"]
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn number(&self, suite: &Suite, what: &str) -> u64 {
        let entry = self.suites.get(suite.name);
        entry.and_then(|entry| entry[what].as_u64()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Slice, State};
    use crate::suites::SUITES;
    use serde_json::json;

    #[test]
    fn slices_are_summed_and_no_seed_is_used_twice() {
        let suite = &SUITES[0];
        let mut state = State {
            seed: 7,
            suites: serde_json::Map::new(),
        };
        for passed in [true, false] {
            let seed = state.next_seed(suite);
            let counts = json!({"kills": 3}).as_object().cloned().unwrap();
            state.add(
                suite,
                &Slice {
                    seed,
                    seconds: 2.0,
                    passed,
                    counts,
                    output: "why".to_owned(),
                },
            );
        }
        assert_eq!(state.next_seed(suite), 7 + 2 * suite.slice);
        assert_eq!(state.suites[suite.name]["counts"], json!({"kills": 6}));
        assert_eq!(state.failures(), 1);
    }
}
