//! The crash test: a real server is killed hundreds of times at random moments while changes run, and afterwards an
//! oracle compares every event, every effect and every acknowledgement with the invariants I1 to I13.
//!
//! `PLACET_CRASH_SEED` repeats the plans and the moments of the kills, as far as the machine lets them be repeated;
//! `PLACET_CRASH_KILLS` sets how many there are. A failing run keeps its directory and says where it is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail, and says what it saw"
)]

mod client;
mod controls;
mod cut_short;
mod host;
mod person;
mod plans;
mod rng;
mod server;
mod settings;
mod storm;
mod summary;
mod target;

use std::path::Path;
use std::time::{Duration, Instant};

use client::{Calls, Client};
use placet_oracle::history::{History, read_effects};
use placet_oracle::{Case, Receipt, Violation, kept};
use server::House;
use settings::Settings;
use storm::Storm;
use target::Target;

/// Approves; the others open and implement.
const PEOPLE: [&str; 5] = [
    "alice.moore",
    "karen.oduya",
    "liam.murphy",
    "monica.reyes",
    "niklas.berg",
];
/// Longest time for the last server to end.
const END: Duration = Duration::from_secs(30);

/// Everything that one storm left behind.
pub(crate) struct Aftermath {
    pub(crate) house: House,
    pub(crate) storm: Storm,
    pub(crate) case: Case,
    pub(crate) violations: Vec<Violation>,
    /// Events in the ledger, those of the organization included.
    pub(crate) ledger_size: u64,
}

// I1 to I6, I8 to I13
#[test]
fn nothing_is_lost_and_nothing_happens_twice_however_often_the_server_is_killed() {
    let settings = Settings::from_environment();
    println!("crash: seed {} kills {}", settings.seed, settings.kills);
    let began = Instant::now();
    let dir = tempfile::tempdir().unwrap().keep();
    let aftermath = run(&settings, &dir);
    println!("{}", summary::line(&aftermath, began.elapsed()));
    for violation in aftermath.violations.iter().take(40) {
        println!("crash: {violation}");
    }
    let count = aftermath.violations.len();
    assert_eq!(
        count,
        0,
        "seed {}: {count} violations; everything is in {}",
        settings.seed,
        dir.display()
    );
    controls::must_fail(&aftermath);
    std::fs::remove_dir_all(&dir).unwrap();
}

fn run(settings: &Settings, dir: &Path) -> Aftermath {
    let house = House::new(dir);
    let target = Target::new(&dir.join("target"));
    let calls = Calls::new(PEOPLE.iter().map(|person| house.token(person)).collect());
    let (mut storm, server) = storm::rage(settings, &house, &target, &calls);

    let mut violations = replay(&calls);
    let last = Client::new(&calls).get(person::MANAGER, "/checkpoint");
    storm
        .checkpoints
        .extend(last.and_then(|note| note.json.as_str().map(str::to_owned)));
    let status = server.terminate(END);
    if !status.is_some_and(|status| status.success()) {
        violations.push(Violation::new(
            "I13",
            format!("the last server ended with {status:?}"),
        ));
    }
    let left = host::shims_left(&house.data, END);
    violations.extend(
        left.into_iter()
            .map(|shim| Violation::new("I13", format!("left running: {shim}"))),
    );
    violations.append(&mut calls.outrages.lock().unwrap());
    let panics = house
        .log()
        .lines()
        .filter(|line| line.contains("panicked"))
        .count();
    if panics > 0 {
        violations.push(Violation::new(
            "API",
            format!("servers panicked {panics} times"),
        ));
    }

    let store = placet_store::Store::open(&house.data).unwrap();
    let ledger_size = store.ledger_head().unwrap().size;
    let case = Case {
        history: History::read(&store),
        effects: read_effects(&target.effects_file()),
        receipts: calls
            .acknowledged
            .lock()
            .unwrap()
            .iter()
            .map(receipt)
            .collect(),
        killed_shims: storm.killed_shims.clone(),
        runs: house.data.canonicalize().unwrap().join("runs"),
    };
    drop(store);
    violations.extend(placet_oracle::judge(&case));
    violations.extend(kept::check(&house.data, &case, &storm.checkpoints));
    Aftermath {
        house,
        storm,
        case,
        violations,
        ledger_size,
    }
}

pub(crate) fn history(data: &Path) -> History {
    History::read(&placet_store::Store::open(data).unwrap())
}

fn receipt(acknowledged: &client::Acknowledged) -> Receipt {
    Receipt {
        change: acknowledged.change.parse().unwrap(),
        version: acknowledged.version,
        position: acknowledged.position,
    }
}

/// I10, T4: whatever was acknowledged gives the same receipt when it is said again.
fn replay(calls: &Calls) -> Vec<Violation> {
    let client = Client::new(calls);
    let acknowledged = calls.acknowledged.lock().unwrap().clone();
    let mut found = Vec::new();
    for first in acknowledged {
        let Some(answer) = client.repeat(&first.said) else {
            break;
        };
        let json = &answer.json;
        let same = json["version"] == first.version && json["position"] == first.position;
        if !same || json["change"] != first.change.as_str() || json["replayed"] != true {
            let what = format!(
                "{first:?} was answered differently when said again: {} {json}",
                answer.code
            );
            found.push(Violation::new("I10", what));
        }
    }
    found
}
