//! A change loaded from a snapshot equals the change that results from all its events (I11).

use placet_domain::change::{Event, Recorded, evolve};
use serde_json::json;

use crate::fixture::{Fixture, append, comment, id, opened};

pub(crate) fn a_snapshot_equals_the_replay(fixture: &mut Fixture) {
    // Numbers that JSON can write in two ways are read back in one way.
    let fields = json!({"title": "Long", "cost": 1.0, "share": 0.1, "tags": ["ä", "\u{7f}"], "nested": {"b": 1, "a": -0.0}});
    fixture
        .store()
        .append(append(None, 0, vec![opened(1, &fields)]))
        .unwrap();
    for number in 1..250_u64 {
        deviate(fixture, number);
        if [98, 99, 100, 199, 200].contains(&number) {
            fixture.reopen();
            assert_replay(fixture);
        }
    }
    assert_replay(fixture);
}

/// Appends an event that shows whether it is applied twice.
fn deviate(fixture: &Fixture, number: u64) {
    let (change, version) = fixture.load(1);
    let deviation = Recorded {
        event: Event::DeviationRecorded {
            step: None,
            text: format!("deviation {number}"),
        },
        ..comment(number, "")
    };
    fixture
        .store()
        .append(append(Some(change), version, vec![deviation]))
        .unwrap();
}

fn assert_replay(fixture: &Fixture) {
    let events = fixture.store().events_of(id(1), 0, 1_000).unwrap();
    let replayed = events
        .iter()
        .fold(None, |change, event| evolve(change, &event.recorded))
        .unwrap();
    assert_eq!(fixture.load(1), (replayed, events.len() as u64));
}
