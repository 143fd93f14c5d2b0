//! Writes that share a transaction do not share their failures.

use std::sync::mpsc;
use std::thread;

use placet_domain::change::{Event, Recorded};
use placet_store::StoreError;
use serde_json::json;

use crate::fixture::{Fixture, at, comment, id, opening};

/// Holds the writing thread back, so that everything that is sent meanwhile shares the next transaction.
pub(crate) fn a_failure_leaves_no_trace_and_the_others_go_on(fixture: &mut Fixture) {
    fixture.open(0);
    let (release, held) = mpsc::channel::<()>();
    let held = std::sync::Mutex::new(Some(held));
    fixture.store().on_commit(Box::new(move |committed| {
        // The opening may be told of only now; it holds nobody back.
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
                    append.events.push(match index % 3 {
                        // Refused only when the event before it was written already.
                        0 => unstorable(index),
                        _ => comment(index, "also"),
                    });
                    append.targets = vec![format!("target-{index}")];
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
    // All but those whose thread had not been given the time to send.
    assert!(store.stats().largest_group >= 6, "{:?}", store.stats());
    for (index, result) in results {
        match index % 3 {
            0 => {
                assert!(matches!(result, Err(StoreError::Invalid(_))), "{result:?}");
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
    assert_eq!(store.ledger_head().unwrap().size, 2 + 8 * 2);
    store.verify(&[]).unwrap();
}

/// A number that canonical JSON cannot write.
fn unstorable(seconds: u64) -> Recorded {
    let fields = [("n".parse().unwrap(), json!(1_u64 << 60))].into();
    let event = Event::RecordFilled {
        record: "review".to_owned(),
        fields,
    };
    Recorded {
        at: at(seconds),
        by: None,
        event,
    }
}
