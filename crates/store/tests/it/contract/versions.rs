//! A decision is valid only for the version that it was based on, and a refused decision leaves no trace.

use placet_store::StoreError;

use crate::fixture::{Fixture, append, comment, id, job, key, opening};

pub(crate) fn a_stale_decision_is_refused(fixture: &mut Fixture) {
    fixture.open(1);
    let (change, version) = fixture.load(1);
    fixture.comment(1, "first").unwrap();
    let mut stale = append(Some(change), version, vec![comment(5, "second")]);
    stale.jobs = vec![job("stale", 0)];
    stale.key = Some(key("stale", "request"));
    stale.targets = vec!["db".to_owned()];
    let (rows, head) = (
        fixture.store().change_row(id(1)).unwrap(),
        fixture.store().ledger_head().unwrap(),
    );
    let refused = fixture.store().append(stale.clone()).unwrap_err();
    assert_eq!(
        refused,
        StoreError::VersionMismatch {
            change: id(1),
            expected: 1,
            found: 2
        }
    );

    let store = fixture.store();
    assert_eq!(
        (
            store.change_row(id(1)).unwrap(),
            store.ledger_head().unwrap()
        ),
        (rows, head)
    );
    assert_eq!(store.pending_jobs().unwrap(), []);
    assert!(store.claims().unwrap().is_empty());
    assert_eq!(store.replay(&stale.key.unwrap()).unwrap(), None);
}

pub(crate) fn a_change_is_opened_once(fixture: &mut Fixture) {
    fixture.open(1);
    let again = fixture.store().append(opening(1)).unwrap_err();
    assert!(
        matches!(
            again,
            StoreError::VersionMismatch {
                expected: 0,
                found: 1,
                ..
            }
        ),
        "{again}"
    );
    let mut gap = opening(2);
    gap.expected = 3;
    assert!(matches!(
        fixture.store().append(gap),
        Err(StoreError::VersionMismatch { found: 0, .. })
    ));
    assert_eq!(fixture.store().load_change(id(2)).unwrap(), None);
}

pub(crate) fn an_append_without_events_is_refused(fixture: &mut Fixture) {
    let mut empty = opening(1);
    empty.events.clear();
    assert!(matches!(
        fixture.store().append(empty),
        Err(StoreError::Invalid { .. })
    ));
    let mut other = opening(1);
    other.change = id(2);
    assert!(matches!(
        fixture.store().append(other),
        Err(StoreError::Invalid { .. })
    ));
}
