//! No two changes have the same number, and a series continues from the highest number taken.

use std::sync::Arc;

use placet_store::{NumberTaken, StoreError};

use crate::fixture::{Fixture, id, number, opening};

fn series(sequence: u64) -> Option<NumberTaken> {
    Some(NumberTaken {
        prefix: "CR-2026-".to_owned(),
        sequence,
    })
}

pub(crate) fn a_number_is_taken_once(fixture: &mut Fixture) {
    let mut first = opening(1);
    first.number = series(1);
    fixture.store().append(first).unwrap();
    for taken in [number(1), number(1).to_lowercase()] {
        let mut second = opening(2);
        Arc::make_mut(&mut second.after).number.clone_from(&taken);
        second.number = series(1);
        let refused = fixture.store().append(second).unwrap_err();
        assert_eq!(refused, StoreError::NumberTaken { number: taken });
    }
    assert_eq!(fixture.store().load_change(id(2)).unwrap(), None);
    // With a suffix, it is another number.
    let mut suffixed = opening(2);
    Arc::make_mut(&mut suffixed.after).number = format!("{}-02", number(1));
    suffixed.number = series(2);
    fixture.store().append(suffixed).unwrap();
    assert_eq!(fixture.store().last_number("CR-2026-").unwrap(), 2);
}

pub(crate) fn numbers_may_arrive_in_any_order(fixture: &mut Fixture) {
    assert_eq!(fixture.store().last_number("CR-2026-").unwrap(), 0);
    for index in [2, 3, 1] {
        let mut append = opening(index);
        append.number = series(index);
        fixture.store().append(append).unwrap();
    }
    fixture.reopen();
    assert_eq!(fixture.store().last_number("CR-2026-").unwrap(), 3);
    assert_eq!(fixture.store().last_number("CR-2027-").unwrap(), 0);
}

pub(crate) fn number_and_id_both_find_a_change(fixture: &mut Fixture) {
    fixture.open(1);
    let store = fixture.store();
    let texts = [
        number(1),
        number(1).to_lowercase(),
        id(1).to_string(),
        id(1).to_string().to_lowercase(),
    ];
    for text in texts {
        assert_eq!(store.find(&text).unwrap(), Some(id(1)), "{text}");
    }
    for text in ["", "CR", &number(2), &id(2).to_string(), "' OR 1=1 --"] {
        assert_eq!(store.find(text).unwrap(), None, "{text}");
    }
}
