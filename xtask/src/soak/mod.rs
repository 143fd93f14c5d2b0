//! Runs the suites in slices for a given time and records what was done, so that a soak that was stopped can continue.

mod state;

use crate::outcome::Outcome;
use crate::page;
use crate::suites::{self, SUITES, Suite};
use state::State;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Minutes by default.
const MINUTES: u64 = 60;
/// Slices that run at the same time: suites that wait for disks leave room for those that compute.
const AT_ONCE: usize = 2;

/// `[--minutes N] [--restart] [suite...]`
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Outcome {
    let asked = Asked::read(arguments)?;
    let file = root.join(page::SOAK);
    let state = if asked.restart {
        State::default()
    } else {
        State::read(&file)?
    };
    println!(
        "soak: seed {} for {} minutes, state in {}",
        state.seed,
        asked.minutes,
        file.display()
    );
    let until = Instant::now() + Duration::from_secs(asked.minutes * 60);
    let shared = Shared(Mutex::new(Inner {
        state,
        running: BTreeSet::new(),
    }));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(suite) = shared.next(&asked.suites, until) {
                    let seed = shared.seed_of(suite);
                    let slice = state::slice(root, suite, seed);
                    shared.done(suite, &slice, &file);
                }
            });
        }
    });
    let inner = shared.lock();
    println!("{}", inner.state.summary());
    Ok(inner.state.failures() == 0)
}

struct Asked {
    minutes: u64,
    restart: bool,
    suites: Vec<&'static Suite>,
}

impl Asked {
    fn read(arguments: &[&str]) -> Result<Self, String> {
        let mut asked = Self {
            minutes: MINUTES,
            restart: false,
            suites: Vec::new(),
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match *argument {
                "--restart" => asked.restart = true,
                "--minutes" => {
                    let minutes = arguments.next().and_then(|text| text.parse().ok());
                    asked.minutes = minutes.ok_or("`--minutes` needs a number")?;
                }
                name => asked.suites.push(suites::find(name).ok_or_else(|| {
                    let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
                    format!("unknown suite `{name}`; there are {}", known.join(", "))
                })?),
            }
        }
        if asked.suites.is_empty() {
            asked.suites = SUITES.iter().collect();
        }
        Ok(asked)
    }
}

/// What the threads share.
struct Shared(Mutex<Inner>);

struct Inner {
    state: State,
    running: BTreeSet<&'static str>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the idle suite that has done the smallest share of its work, if there is time.
    fn next(&self, among: &[&'static Suite], until: Instant) -> Option<&'static Suite> {
        loop {
            if Instant::now() >= until {
                return None;
            }
            let mut inner = self.lock();
            let left: Vec<&&Suite> = among
                .iter()
                .filter(|suite| inner.state.units(suite) < suite.soak)
                .collect();
            if left.is_empty() {
                return None;
            }
            let free = left
                .iter()
                .filter(|suite| !inner.running.contains(suite.name));
            let share = |suite: &&&&Suite| inner.state.units(suite) * 10_000 / suite.soak.max(1);
            if let Some(suite) = free.min_by_key(share) {
                let suite: &'static Suite = suite;
                inner.running.insert(suite.name);
                return Some(suite);
            }
            drop(inner);
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn seed_of(&self, suite: &Suite) -> u64 {
        self.lock().state.next_seed(suite)
    }

    fn done(&self, suite: &'static Suite, slice: &state::Slice, file: &Path) {
        let mut inner = self.lock();
        inner.running.remove(suite.name);
        println!("soak: {}", slice.line(suite));
        inner.state.add(suite, slice);
        if let Err(error) = inner.state.write(file) {
            eprintln!("error: {} cannot be written: {error}", file.display());
        }
    }
}
