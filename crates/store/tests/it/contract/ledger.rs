//! The ledger only grows, and every checkpoint and proof holds (I9).

use placet_ledger::{Checkpoint, Frontier};

use crate::fixture::{Fixture, ORIGIN, append, comment, stamp};
use crate::organize::set_password;

pub(crate) fn roots_are_consistent(fixture: &mut Fixture) {
    let mut heads = vec![fixture.store().ledger_head().unwrap()];
    for index in 1..=40 {
        fixture.open(index);
        if index % 7 == 0 {
            set_password(fixture.store(), &stamp(index), "grace", "$argon2id$x");
        }
        if index % 10 == 0 {
            fixture.reopen();
        }
        heads.push(fixture.store().ledger_head().unwrap());
    }
    let store = fixture.store();
    for pair in heads.windows(2) {
        let proof = store.consistency_proof(pair[0].size, pair[1].size).unwrap();
        proof.verify(&pair[0].root, &pair[1].root).unwrap();
    }
    let proof = store
        .consistency_proof(heads[5].size, heads[39].size)
        .unwrap();
    assert!(proof.verify(&heads[6].root, &heads[39].root).is_err());
    assert!(store.consistency_proof(3, 1_000).is_err());
    assert!(store.inclusion_proof(1_000, None).is_err());
}

/// The ledger is long enough that tiles of two levels are complete.
pub(crate) fn proofs_come_from_tiles(fixture: &mut Fixture) {
    fixture.open(1);
    let (change, mut version) = fixture.load(1);
    for _ in 0..3 {
        let events = (0..259).map(|number| comment(number, "x")).collect();
        let receipt = fixture
            .store()
            .append(append(Some(change.clone()), version, events))
            .unwrap();
        version = receipt.version;
    }
    let store = fixture.store();
    let head = store.ledger_head().unwrap();
    let entries = store.entries(0, 1_000).unwrap();
    let mut frontier = Frontier::new();
    for (_, leaf) in &entries {
        frontier.append(*leaf);
    }
    assert_eq!((head.size, head.root), (778, frontier.root()));
    for position in [0, 255, 256, 511, 512, 767, 768, 777] {
        let leaf = entries[usize::try_from(position).unwrap()].1;
        store
            .inclusion_proof(position, None)
            .unwrap()
            .verify(&leaf, &head.root)
            .unwrap();
    }
    store.verify(&[]).unwrap();
}

pub(crate) fn checkpoints_are_signed_and_kept(fixture: &mut Fixture) {
    fixture.open(1);
    let store = fixture.store();
    let note = store.checkpoint().unwrap();
    let key = store.ledger_key().clone();
    let opened = Checkpoint::open(&note.to_string(), ORIGIN, std::slice::from_ref(&key)).unwrap();
    let head = store.ledger_head().unwrap();
    assert_eq!(
        (opened.checkpoint().size(), opened.checkpoint().root()),
        (head.size, head.root)
    );
    assert_eq!(store.checkpoint().unwrap().to_string(), note.to_string());

    // Closing signs what was not signed yet.
    fixture.open(2);
    fixture.reopen();
    let latest = fixture.store().latest_checkpoint().unwrap().unwrap();
    assert_eq!(
        Checkpoint::parse(latest.unverified_text()).unwrap().size(),
        2
    );
    let verified = fixture.store().verify(&[opened]).unwrap();
    assert_eq!(
        (verified.covered, verified.head.size, verified.streams),
        (2, 2, 2)
    );
}
