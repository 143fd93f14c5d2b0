//! What a suite leaves behind, and the oracle's verdict on it.

use std::path::Path;
use std::time::Duration;

use placet_oracle::history::{History, read_effects};
use placet_oracle::{Case, Receipt, Violation, kept, second};
use placet_proof::Report;

use super::client::{Acknowledged, Calls, Client};
use super::house::Server;
use super::keeper::Seen;
use super::person::MANAGER;
use super::world::World;
use super::{host, summary};

/// Longest time for the last server to end.
const END: Duration = Duration::from_secs(30);
/// Violations that are printed.
const SHOWN_MAX: usize = 40;

/// Everything that was left behind.
pub(crate) struct Aftermath<'a> {
    pub(crate) world: &'a World,
    pub(crate) seen: Seen,
    pub(crate) case: Case,
    pub(crate) violations: Vec<Violation>,
    /// Events in the ledger, those of the organization included.
    pub(crate) ledger_size: u64,
}

/// Ends the last server and judges everything that was seen.
pub(crate) fn judge(world: &World, mut seen: Seen, server: Server) -> Aftermath<'_> {
    let (house, calls) = (&world.house, &world.calls);
    let mut violations = replay(calls);
    let last = Client::new(calls).get(MANAGER, "/checkpoint");
    seen.checkpoints
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
    let receipts = calls.acknowledged.lock().unwrap();
    let case = Case {
        history: History::read(&store),
        effects: read_effects(&world.target.effects_file()),
        receipts: receipts.iter().map(receipt).collect(),
        killed_shims: seen.killed_shims.clone(),
        runs: house.data.canonicalize().unwrap().join("runs"),
    };
    drop((store, receipts));
    violations.extend(placet_oracle::judge(&case));
    violations.extend(kept::check(&house.data, &case, &seen.checkpoints));
    let export = world.dir.join("export");
    // A history that is judged twice is exported twice.
    let _ = std::fs::remove_dir_all(&export);
    house.once(&["ledger", "export", "--to", export.to_str().unwrap()]);
    violations.extend(second::opinion(&export, &world.dir, &case));
    Aftermath {
        world,
        seen,
        case,
        violations,
        ledger_size,
    }
}

impl Aftermath<'_> {
    /// Writes into the report what was done, and fails if a law was broken.
    pub(crate) fn must_be_clean(&self, report: &mut Report) {
        summary::add(self, report);
        for violation in self.violations.iter().take(SHOWN_MAX) {
            println!("violation: {violation}");
        }
        let count = self.violations.len();
        assert_eq!(
            count,
            0,
            "{count} violations; everything is in {}",
            self.world.dir.display()
        );
    }

    /// Tells whether a law was found to be broken.
    pub(crate) fn breaks(&self, law: &str) -> bool {
        self.violations.iter().any(|found| found.law == law)
    }
}

/// Reads the events of a data directory.
pub(crate) fn history(data: &Path) -> History {
    History::read(&placet_store::Store::open(data).unwrap())
}

fn receipt(acknowledged: &Acknowledged) -> Receipt {
    Receipt {
        change: acknowledged.change.parse().unwrap(),
        version: acknowledged.version,
        position: acknowledged.position,
    }
}

/// I10, T4: every acknowledged command gives the same receipt when it is sent again.
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
