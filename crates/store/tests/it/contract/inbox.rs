//! An inbox shows what waits for a person, by name or role, in order of due date.

use std::collections::BTreeSet;

use placet_domain::change::{Waiting, WaitingFor};

use crate::fixture::{Fixture, append, at, comment, number, opening};

fn waits(slot: &str, role: Option<&str>, person: Option<&str>, due: Option<u64>) -> Waiting {
    Waiting {
        slot: slot.to_owned(),
        kind: WaitingFor::Approve,
        role: role.map(|role| role.parse().unwrap()),
        person: person.map(|person| person.parse().unwrap()),
        opens: None,
        due: due.map(at),
    }
}

pub(crate) fn it_shows_what_waits(fixture: &mut Fixture) {
    let rows = [
        (
            1,
            vec![
                waits("a", Some("manager"), None, None),
                waits("b", Some("dba"), None, Some(9)),
            ],
        ),
        (
            2,
            vec![
                waits("a", Some("manager"), None, Some(50)),
                waits("c", None, Some("grace"), Some(10)),
            ],
        ),
        (
            3,
            vec![waits("a", Some("manager"), Some("grace"), Some(20))],
        ),
    ];
    for (index, waiting) in rows {
        let mut append = opening(index);
        append.waiting = waiting;
        fixture.store().append(append).unwrap();
    }
    let inbox = |person: &str, roles: &[&str]| -> Vec<(String, String)> {
        let roles: BTreeSet<_> = roles.iter().map(|role| role.parse().unwrap()).collect();
        let rows = fixture
            .store()
            .inbox(&person.parse().unwrap(), &roles)
            .unwrap();
        rows.into_iter()
            .map(|row| (row.change.number, row.waiting.slot))
            .collect()
    };
    let row = |index, slot: &str| (number(index), slot.to_owned());
    assert_eq!(
        inbox("ada", &["manager"]),
        [row(3, "a"), row(2, "a"), row(1, "a")]
    );
    // A row that matches her both by name and by role appears once.
    assert_eq!(
        inbox("grace", &["manager", "dba"]),
        [
            row(1, "b"),
            row(2, "c"),
            row(3, "a"),
            row(2, "a"),
            row(1, "a")
        ]
    );
    assert_eq!(inbox("alan", &[]), []);

    let (change, version) = fixture.load(3);
    fixture
        .store()
        .append(append(Some(change), version, vec![comment(5, "answered")]))
        .unwrap();
    assert_eq!(inbox("ada", &["manager"]), [row(2, "a"), row(1, "a")]);
    assert!(
        fixture
            .store()
            .waiting_of(crate::fixture::id(3))
            .unwrap()
            .is_empty()
    );
}
