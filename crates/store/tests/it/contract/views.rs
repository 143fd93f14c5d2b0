//! Lists show the state that results from the events (I11).

use placet_domain::change::Change;
use placet_domain::process::Phase;
use placet_store::views::Query;

use crate::fixture::{Fixture, append, at, entered, id};

pub(crate) fn rows_equal_the_fold(fixture: &mut Fixture) {
    for index in 1..=5 {
        fixture.open(index);
        for (step, (state, phase)) in [
            ("review", Phase::Assess),
            ("run", Phase::Implement),
            ("done", Phase::Closed),
        ]
        .into_iter()
        .enumerate()
        .take(usize::try_from(index).unwrap())
        {
            let (change, version) = fixture.load(index);
            let event = entered(100 * index + step as u64, state, phase);
            fixture
                .store()
                .append(append(Some(change), version, vec![event]))
                .unwrap();
        }
    }
    fixture.reopen();
    let store = fixture.store();
    let rows = store.changes(&Query::default()).unwrap().rows;
    assert_eq!(rows.len(), 5);
    for row in rows {
        let (change, version): (Change, u64) = store.load_change(row.id).unwrap().unwrap();
        assert_eq!(
            (&row.number, &row.state, row.phase, row.version),
            (&change.number, &change.state, change.phase, version)
        );
        assert_eq!(
            (row.title.as_str(), row.ended, &row.requester),
            (change.title(), change.is_ended(), &change.who.requester)
        );
        assert_eq!(
            row.updated.as_microsecond(),
            change.times.updated.as_microsecond()
        );
        assert_eq!(store.change_row(row.id).unwrap(), Some(row));
    }
    assert_eq!(store.fsck(None).unwrap(), []);
    assert!(store.scheduled(at(0), at(1_000_000)).unwrap().is_empty());
    assert_eq!(store.change_row(id(99)).unwrap(), None);
}
