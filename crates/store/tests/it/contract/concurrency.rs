//! Many threads append at once: nothing is lost, nothing happens twice, and commits are shared.

use std::collections::BTreeSet;
use std::thread;

use placet_store::StoreError;

use crate::fixture::{Fixture, append, comment, id, opening};

const THREADS: u64 = 8;
const APPENDS: u64 = 250;

pub(crate) fn nothing_is_lost(fixture: &mut Fixture) {
    // Two threads share a change, so that they compete for its versions.
    for shared in 0..THREADS / 2 {
        fixture.open(shared);
    }
    let fixture: &Fixture = fixture;
    let store = fixture.store();
    let positions: Vec<u64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || {
                    (0..APPENDS)
                        .map(|number| match number % 2 {
                            0 => {
                                store
                                    .append(opening(1_000 * (thread + 1) + number))
                                    .unwrap()
                                    .position
                            }
                            _ => {
                                comment_somehow(fixture, thread / 2, &format!("{thread}-{number}"))
                            }
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let unique: BTreeSet<u64> = positions.iter().copied().collect();
    let opened_before = THREADS / 2;
    let total = opened_before + THREADS * APPENDS;
    assert_eq!(
        unique,
        (opened_before..total).collect(),
        "positions are dense and each was given once"
    );

    let mut comments = 0;
    for shared in 0..THREADS / 2 {
        let events = store.events_of(id(shared), 1, 1_000).unwrap();
        comments += events.len() as u64;
    }
    assert_eq!(comments, THREADS * APPENDS / 2);
    let verified = store.verify(&[]).unwrap();
    assert_eq!(verified.head.size, total);
    assert!(store.stats().largest_group > 1, "{:?}", store.stats());
    assert_eq!(store.fsck(None).unwrap(), []);
}

fn comment_somehow(fixture: &Fixture, index: u64, text: &str) -> u64 {
    loop {
        let (change, version) = fixture.load(index);
        match fixture
            .store()
            .append(append(Some(change), version, vec![comment(version, text)]))
        {
            Ok(receipt) => return receipt.position,
            Err(StoreError::VersionMismatch { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}
