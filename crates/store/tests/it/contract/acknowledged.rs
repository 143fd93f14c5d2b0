//! What was acknowledged is still there after the store is closed and reopened, and is in the ledger (I10).

use placet_ledger::leaf_hash;

use crate::fixture::{Fixture, comment, id, number};

pub(crate) fn survives_reopening(fixture: &mut Fixture) {
    let receipt = fixture.open(1);
    fixture.comment(1, "hello").unwrap();
    let before = fixture.load(1);
    fixture.reopen();
    assert_eq!(fixture.load(1), before);
    assert_eq!(
        (receipt.version, before.1, receipt.number.as_str()),
        (1, 2, number(1).as_str())
    );
    let events = fixture.store().events_of(id(1), 0, 10).unwrap();
    assert_eq!(events[1].recorded, comment(1, "hello"));
    assert_eq!(
        (events[1].version, events[1].position, events.len()),
        (2, 1, 2)
    );
}

pub(crate) fn is_in_the_ledger(fixture: &mut Fixture) {
    let receipts: Vec<_> = (0..20).map(|index| fixture.open(index)).collect();
    let store = fixture.store();
    let head = store.ledger_head().unwrap();
    for receipt in receipts {
        let (entry, leaf) = store.entries(receipt.position, 1).unwrap().remove(0);
        assert_eq!(leaf_hash(&entry), leaf);
        assert!(
            String::from_utf8(entry)
                .unwrap()
                .contains(&receipt.change.to_string())
        );
        let proof = store.inclusion_proof(receipt.position, None).unwrap();
        proof.verify(&leaf, &head.root).unwrap();
    }
}

pub(crate) fn events_are_paged(fixture: &mut Fixture) {
    fixture.open_long(1, 25);
    fixture.open(2);
    let store = fixture.store();
    let mut seen = Vec::new();
    loop {
        let page = store
            .events_of(id(1), seen.last().copied().unwrap_or(0), 10)
            .unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|event| event.version));
    }
    assert_eq!(seen, (1..=25).collect::<Vec<_>>());
    let since = store.events_since(24, 10).unwrap();
    assert_eq!(
        since
            .iter()
            .map(|event| (event.change, event.position))
            .collect::<Vec<_>>(),
        [(id(1), 24), (id(2), 25)]
    );
}
