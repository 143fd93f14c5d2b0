//! A target is held by at most one change (I12).

use std::collections::BTreeSet;

use placet_store::StoreError;

use crate::fixture::{Fixture, append, comment, number, opening};

pub(crate) fn one_change_holds_a_target(fixture: &mut Fixture) {
    let targets = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let mut first = opening(1);
    first.targets = targets(&["db", "web", "db"]);
    fixture.store().append(first).unwrap();
    let mut second = opening(2);
    second.targets = targets(&["cache", "db"]);
    let refused = fixture.store().append(second.clone()).unwrap_err();
    assert_eq!(
        refused,
        StoreError::TargetClaimed {
            target: "db".to_owned(),
            by: number(1)
        }
    );
    assert_eq!(fixture.store().claims().unwrap().len(), 2);

    // It keeps the targets that it names and releases the rest.
    let (change, version) = fixture.load(1);
    let mut less = append(Some(change), version, vec![comment(2, "half")]);
    less.targets = targets(&["web"]);
    fixture.store().append(less).unwrap();
    fixture.store().append(second).unwrap();
    let asked: BTreeSet<String> = targets(&["db", "web", "other"]).into_iter().collect();
    let holders = fixture.store().holders_of(&asked).unwrap();
    assert_eq!(
        holders.into_iter().collect::<Vec<_>>(),
        [("db".to_owned(), number(2)), ("web".to_owned(), number(1))]
    );
}
