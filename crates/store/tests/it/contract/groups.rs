//! Writes that share a transaction do not share their failures.

use std::sync::mpsc;
use std::thread;

use placet_domain::change::{Event, Recorded};
use placet_domain::process::Phase;
use placet_store::{Store, StoreError};
use serde_json::json;

use crate::fixture::{Fixture, append, at, comment, entered, id, opening};

/// Blocks the writing thread, so that everything sent during that time shares the next transaction.
pub(crate) fn a_failure_leaves_no_trace_and_the_others_go_on(fixture: &mut Fixture) {
    fixture.open(0);
    let mut holds = opening(20);
    holds.targets = vec!["target-held".to_owned()];
    fixture.store().append(holds).unwrap();
    let (release, held) = mpsc::channel::<()>();
    let held = std::sync::Mutex::new(Some(held));
    fixture.store().on_commit(Box::new(move |committed| {
        // The opening may be reported only now; its listener does not block anything.
        let second = committed.iter().any(|one| one.version == 2);
        if second && let Some(held) = held.lock().unwrap().take() {
            let _ = held.recv();
        }
    }));
    fixture.comment(0, "holds the thread back").unwrap();
    let store = fixture.store();
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (1..=12_u64)
            .map(|index| {
                scope.spawn(move || {
                    let mut append = opening(index);
                    append.events.push(comment(index, "also"));
                    append.targets = vec![format!("target-{index}")];
                    if index % 3 == 0 {
                        // It is refused only after its events and its first target were written.
                        append.targets.push("target-held".to_owned());
                    }
                    (index, store.append(append))
                })
            })
            .collect();
        while store.stats().pending < 12 {
            thread::yield_now();
        }
        release.send(()).unwrap();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    // All writes share it, except those whose thread did not get the time to send.
    assert!(store.stats().largest_group >= 6, "{:?}", store.stats());
    for (index, result) in results {
        match index % 3 {
            0 => {
                assert!(
                    matches!(result, Err(StoreError::TargetClaimed { .. })),
                    "{result:?}"
                );
                assert_eq!(store.load_change(id(index)).unwrap(), None);
                assert!(
                    !store
                        .claims()
                        .unwrap()
                        .contains_key(&format!("target-{index}"))
                );
            }
            _ => assert_eq!(
                store.load_change(id(index)).unwrap().unwrap().1,
                result.unwrap().version
            ),
        }
    }
    assert_eq!(store.ledger_head().unwrap().size, 3 + 8 * 2);
    store.verify(&[]).unwrap();
}

/// An event that canonical JSON cannot write is refused before anything waits for it.
pub(crate) fn what_cannot_be_stored_is_refused(fixture: &mut Fixture) {
    let fields = [("n".parse().unwrap(), json!(1_u64 << 60))].into();
    let record = "review".to_owned();
    let mut append = opening(0);
    append.events.push(Recorded {
        at: at(1),
        by: None,
        event: Event::RecordFilled { record, fields },
    });
    let refused = fixture.store().append(append);
    assert!(
        matches!(refused, Err(StoreError::Invalid { .. })),
        "{refused:?}"
    );
    assert_eq!(fixture.store().load_change(id(0)).unwrap(), None);
}

/// What one writer knows of the rows of a change is worthless once another writer has written it, or once its own write
/// was refused (I11).
pub(crate) fn rows_are_right_whoever_wrote_before(fixture: &mut Fixture) {
    let other = Store::open(fixture.path()).unwrap();
    let mut holds = opening(1);
    holds.targets = vec!["target-held".to_owned()];
    other.append(holds).unwrap();
    fixture.open(0);
    for round in 0..3_u64 {
        for (store, state) in [
            (fixture.store(), "review"),
            (&other, "draft"),
            (&other, "test"),
        ] {
            let (change, version) = fixture.load(0);
            let entered = entered(version, state, Phase::Assess);
            let mut next = append(Some(change), version, vec![entered]);
            next.targets = vec![format!("{state}-{round}"), "target-held".to_owned()];
            assert!(matches!(
                store.append(next.clone()),
                Err(StoreError::TargetClaimed { .. })
            ));
            next.targets.pop();
            store.append(next).unwrap();
            assert_eq!(fixture.store().fsck(None).unwrap(), []);
            assert!(
                other
                    .claims()
                    .unwrap()
                    .contains_key(&format!("{state}-{round}"))
            );
            assert_eq!(other.claims().unwrap().len(), 2);
        }
    }
}
