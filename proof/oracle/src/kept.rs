//! The requirements on the store itself: I9, the ledger only grows; I11, what people read follows from the events; I13,
//! no work is left over.

use std::collections::BTreeMap;
use std::path::Path;

use placet_domain::change::{Event, evolve};
use placet_ledger::{Checkpoint, OpenedCheckpoint};
use placet_store::{Store, verify};

use super::case::Case;
use super::history::{History, targets};
use super::violation::Violation;

/// Returns every violation that the store itself shows, in a directory that no server uses.
pub fn check(data: &Path, case: &Case, checkpoints: &[String]) -> Vec<Violation> {
    let store = match Store::open(data) {
        Ok(store) => store,
        Err(error) => return vec![Violation::new("I9", error.to_string())],
    };
    let mut found = ledger(data, &store, checkpoints);
    found.extend(rows(&store, &case.history));
    let steps = store
        .pending_jobs()
        .unwrap()
        .into_iter()
        .filter(|job| job.kind == "step");
    found.extend(steps.map(|job| Violation::new("I13", format!("a job is left over: {job:?}"))));
    found
}

fn ledger(data: &Path, store: &Store, checkpoints: &[String]) -> Vec<Violation> {
    let key = store.ledger_key().clone();
    let mut opened: Vec<OpenedCheckpoint> = Vec::new();
    let mut found = Vec::new();
    for note in checkpoints {
        match Checkpoint::open(note, &key.name().to_string(), std::slice::from_ref(&key)) {
            Ok(checkpoint) => opened.push(checkpoint),
            Err(error) => found.push(Violation::new(
                "I9",
                format!("a checkpoint that was handed out: {error}"),
            )),
        }
    }
    if let Err(error) = verify(data, &opened) {
        found.push(Violation::new("I9", error.to_string()));
        return found;
    }
    // Each checkpoint that was handed out must be a prefix of the next, in the order they were handed out.
    let head = store.ledger_head().unwrap();
    let mut sizes: Vec<_> = opened
        .iter()
        .map(|one| (one.checkpoint().size(), one.checkpoint().root()))
        .collect();
    sizes.push((head.size, head.root));
    for pair in sizes.windows(2) {
        let [(old, old_root), (new, new_root)] = pair else {
            continue;
        };
        let proof = store.consistency_proof(*old, *new);
        let holds = proof.is_ok_and(|proof| proof.verify(old_root, new_root).is_ok());
        if !holds {
            found.push(Violation::new(
                "I9",
                format!("{new} events do not begin with the {old} that were signed"),
            ));
        }
    }
    found
}

fn rows(store: &Store, history: &History) -> Vec<Violation> {
    let mut found = Vec::new();
    match store.fsck(None) {
        Ok(differences) => {
            found.extend(
                differences
                    .iter()
                    .map(|one| Violation::new("I11", format!("{one:?}"))),
            );
        }
        Err(error) => found.push(Violation::new("I11", error.to_string())),
    }
    let mut claims = BTreeMap::new();
    for (id, stream) in &history.streams {
        let folded = stream
            .0
            .iter()
            .fold(None, |change, entry| evolve(change, &entry.recorded));
        let version = stream.0.len() as u64;
        match store.load_change(*id) {
            Ok(loaded) if loaded == folded.map(|change| (change, version)) => {}
            Ok(_) => found.push(Violation::new(
                "I11",
                format!("{id} as it is loaded is not the fold of its events"),
            )),
            Err(error) => found.push(Violation::new("I11", format!("{id}: {error}"))),
        }
        let last = stream.events().filter(|event| {
            use Event::{BackoutFinished, BackoutStarted, ChangeStarted, RunFinished};
            matches!(
                event,
                ChangeStarted { .. } | BackoutStarted { .. } | RunFinished | BackoutFinished
            )
        });
        if matches!(
            last.last(),
            Some(Event::ChangeStarted { .. } | Event::BackoutStarted { .. })
        ) {
            claims.extend(
                targets(stream.plan())
                    .into_iter()
                    .map(|target| (target, stream.opened().number.clone())),
            );
        }
    }
    if store.claims().unwrap() != claims {
        found.push(Violation::new(
            "I11",
            format!(
                "claims are {:?} and not {claims:?}",
                store.claims().unwrap()
            ),
        ));
    }
    found
}
