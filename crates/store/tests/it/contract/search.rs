//! Words of the current number, title and fields find a change.

use placet_domain::change::{Edited, Event, Recorded};
use placet_store::views::Query;
use serde_json::json;

use crate::fixture::{Fixture, ada, append, at, number, opened};

fn find(fixture: &Fixture, text: &str) -> Vec<String> {
    let query = Query {
        text: Some(text.to_owned()),
        ..Query::default()
    };
    fixture
        .store()
        .changes(&query)
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.number)
        .collect()
}

pub(crate) fn words_find_changes(fixture: &mut Fixture) {
    let fields = [
        json!({"title": "Upgrade the database", "impact": "Röntgen readers pause"}),
        json!({"title": "Rotate keys", "steps": [{"note": "database untouched"}]}),
    ];
    for (index, fields) in (1..).zip(fields) {
        fixture
            .store()
            .append(append(None, 0, vec![opened(index, &fields)]))
            .unwrap();
    }
    assert_eq!(find(fixture, "database"), [number(2), number(1)]);
    for (text, expected) in [
        ("data upgr", 1),
        ("rontgen", 1),
        ("DATABASE untouched", 2),
        ("2026-0002", 2),
    ] {
        assert_eq!(find(fixture, text), [number(expected)], "{text}");
    }
    for text in ["nowhere", "", " ", "\"", "* OR *", "title:x NEAR("] {
        assert!(find(fixture, text).is_empty(), "{text}");
    }

    let edited = Edited {
        fields: [("title".parse().unwrap(), json!("Upgrade the queue"))].into(),
        plan: None,
        model: None,
        material: false,
    };
    let edit = Recorded {
        at: at(50),
        by: Some(ada()),
        event: Event::ChangeEdited(Box::new(edited)),
    };
    let (change, version) = fixture.load(1);
    fixture
        .store()
        .append(append(Some(change), version, vec![edit]))
        .unwrap();
    assert_eq!(
        (find(fixture, "queue"), find(fixture, "database")),
        (vec![number(1)], vec![number(2)])
    );
}
