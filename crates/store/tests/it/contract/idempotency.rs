//! The same request under the same key happens once.

use placet_store::{Receipt, StoreError};

use crate::fixture::{Fixture, at, id, key, opening};

pub(crate) fn a_repetition_gives_the_first_receipt(fixture: &mut Fixture) {
    let mut request = opening(1);
    request.key = Some(key("a", "open"));
    let first = fixture.store().append(request.clone()).unwrap();
    assert!(!first.replayed);
    fixture.comment(1, "meanwhile").unwrap();
    fixture.reopen();
    let again = fixture.store().append(request.clone()).unwrap();
    assert_eq!(
        again,
        Receipt {
            replayed: true,
            ..first
        }
    );
    assert_eq!(fixture.load(1).1, 2);
    assert_eq!(
        fixture.store().replay(&key("a", "open")).unwrap(),
        Some(again)
    );
    assert_eq!(fixture.store().replay(&key("b", "open")).unwrap(), None);
}

pub(crate) fn another_request_under_the_key_is_refused(fixture: &mut Fixture) {
    let mut request = opening(1);
    request.key = Some(key("a", "open"));
    fixture.store().append(request).unwrap();
    let mut other = opening(2);
    other.key = Some(key("a", "open another"));
    let refused = fixture.store().append(other.clone()).unwrap_err();
    assert_eq!(
        refused,
        StoreError::KeyReused {
            key: "a".to_owned()
        }
    );
    assert_eq!(fixture.store().load_change(id(2)).unwrap(), None);
    // The same key used by another person is another key.
    other.key.as_mut().unwrap().person = "grace".parse().unwrap();
    assert!(!fixture.store().append(other).unwrap().replayed);
}

pub(crate) fn a_forgotten_key_counts_no_more(fixture: &mut Fixture) {
    let mut request = opening(1);
    request.key = Some(key("a", "open"));
    fixture.store().append(request).unwrap();
    assert_eq!(fixture.store().forget_keys(at(1)).unwrap(), 0);
    assert_eq!(fixture.store().forget_keys(at(2)).unwrap(), 1);
    assert_eq!(fixture.store().replay(&key("a", "open")).unwrap(), None);
}
