//! Searches the models completely, and shows that the checker finds planted bugs.
//!
//! Each unit of `PLACET_PROOF_UNITS` beyond the first widens the bounds by one step. Nothing is random.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail, and says what it saw"
)]

mod lease;
mod rules;

use std::collections::BTreeSet;
use std::fmt::{self, Debug};
use std::hash::Hash;
use std::time::Instant;

use stateright::{Checker, Expectation, HasDiscoveries, Model};

/// The result of a complete search.
struct Seen {
    /// `always` properties with a counterexample.
    broken: BTreeSet<&'static str>,
    /// `sometimes` properties without an example.
    missing: BTreeSet<&'static str>,
    states: usize,
    depth: usize,
    seconds: f64,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seen {
            states,
            depth,
            seconds,
            ..
        } = self;
        write!(f, "{states} states, {depth} deep, in {seconds:.1} s")
    }
}

/// Searches every state, and prints any counterexample.
fn search<M>(model: M) -> Seen
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Debug + Clone + PartialEq + Send + Sync,
    M::Action: Debug + Clone + PartialEq + Send + Sync,
{
    let began = Instant::now();
    let checker = model.checker().spawn_bfs().join();
    let mut seen = Seen {
        broken: BTreeSet::new(),
        missing: BTreeSet::new(),
        states: checker.unique_state_count(),
        depth: checker.max_depth(),
        seconds: began.elapsed().as_secs_f64(),
    };
    let found = checker.discoveries();
    for property in checker.model().properties() {
        let name = property.name;
        match (&property.expectation, found.get(name)) {
            (Expectation::Always, Some(path)) => {
                println!("model: {name}: {:?}", path.clone().into_actions());
                seen.broken.insert(name);
            }
            (Expectation::Sometimes, None) => {
                seen.missing.insert(name);
            }
            _ => {}
        }
    }
    seen
}

/// Tells whether the search finds a way to break a law. It ends there, and prints the way.
fn finds<M>(model: M, law: &'static str) -> bool
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Debug + Clone + PartialEq + Send + Sync,
    M::Action: Debug + Clone + PartialEq + Send + Sync,
{
    let found = HasDiscoveries::AnyOf(BTreeSet::from([law]));
    let checker = model.checker().finish_when(found).spawn_bfs().join();
    let way = checker.discovery(law);
    if let Some(path) = &way {
        println!("model: {law}: {:?}", path.clone().into_actions());
    }
    way.is_some()
}
