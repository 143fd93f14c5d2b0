//! What the engine derives is compared with what is stored (T7).

use placet_domain::change::Change;
use placet_domain::change::{Waiting, WaitingFor};
use placet_domain::people::Directory;
use placet_store::Derived;

use crate::fixture::{Fixture, ada, at, id, opening};

pub(crate) fn what_is_derived_is_compared(fixture: &mut Fixture) {
    let derived = Derived {
        waiting: vec![Waiting {
            slot: "a".to_owned(),
            kind: WaitingFor::Review,
            role: None,
            person: Some(ada()),
            opens: Some(at(1)),
            due: None,
        }],
        targets: vec!["web".to_owned(), "db".to_owned()],
    };
    let mut append = opening(1);
    append.waiting.clone_from(&derived.waiting);
    append.targets.clone_from(&derived.targets);
    fixture.store().append(append).unwrap();
    let same = derived.clone();
    assert_eq!(
        fixture
            .store()
            .fsck(Some(&move |_: &Change, _: &Directory| same.clone()))
            .unwrap(),
        []
    );
    let found = fixture
        .store()
        .fsck(Some(&|_: &Change, _: &Directory| Derived::default()))
        .unwrap();
    let tables: Vec<_> = found
        .iter()
        .map(|one| (one.table, one.key.clone()))
        .collect();
    assert_eq!(
        tables,
        [
            ("waiting", id(1).to_string()),
            ("targets", id(1).to_string())
        ]
    );
}
