//! A list read page by page shows every row once, whatever is written in between.

use placet_domain::process::Phase;
use placet_store::views::{Cursor, Order, Query, Sort};

use crate::fixture::{Fixture, append, entered, number};

fn numbers(fixture: &Fixture, query: &Query, between_pages: &mut dyn FnMut(usize)) -> Vec<String> {
    let mut query = query.clone();
    let mut seen = Vec::new();
    for pages in 0.. {
        let page = fixture.store().changes(&query).unwrap();
        assert!(page.rows.len() <= query.limit);
        seen.extend(page.rows.into_iter().map(|row| row.number));
        let Some(next) = page.next else { break };
        // The cursor as it goes through a URL.
        query.after = Some(next.to_string().parse::<Cursor>().unwrap());
        between_pages(pages);
    }
    seen
}

pub(crate) fn every_order_is_whole(fixture: &mut Fixture) {
    let all: Vec<String> = (1..=23).map(number).collect();
    for index in 1..=23 {
        fixture.open(index);
    }
    for sort in [Sort::Updated, Sort::Opened, Sort::Number, Sort::Risk] {
        for order in [Order::Ascending, Order::Descending] {
            for open in [None, Some(true)] {
                let query = Query {
                    sort,
                    order,
                    open,
                    limit: 5,
                    ..Query::default()
                };
                let mut expected = all.clone();
                if order == Order::Descending {
                    expected.reverse();
                }
                assert_eq!(numbers(fixture, &query, &mut |_| {}), expected, "{query:?}");
            }
        }
    }
}

pub(crate) fn rows_that_come_in_between_move_nothing(fixture: &mut Fixture) {
    for index in 10..=30 {
        fixture.open(index);
    }
    let query = Query {
        sort: Sort::Number,
        order: Order::Ascending,
        limit: 4,
        ..Query::default()
    };
    let seen = numbers(fixture, &query, &mut |pages| {
        let new = u64::try_from(pages).unwrap();
        fixture.open(new + 1);
        fixture.open(new + 50);
    });
    let old: Vec<String> = (10..=30).map(number).collect();
    let seen_old: Vec<String> = seen
        .iter()
        .filter(|number| old.contains(number))
        .cloned()
        .collect();
    assert_eq!(seen_old, old);
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), seen.len());
}

pub(crate) fn filters_hold(fixture: &mut Fixture) {
    for index in 1..=12 {
        fixture.open(index);
        if index % 3 == 0 {
            let (change, version) = fixture.load(index);
            let closed = entered(100 + index, "done", Phase::Closed);
            fixture
                .store()
                .append(append(Some(change), version, vec![closed]))
                .unwrap();
        }
    }
    let ended: Vec<String> = [3, 6, 9, 12].map(number).to_vec();
    let base = Query {
        order: Order::Ascending,
        limit: 3,
        ..Query::default()
    };
    let queries = [
        Query {
            open: Some(false),
            ..base.clone()
        },
        Query {
            phase: Some(Phase::Closed),
            ..base.clone()
        },
        Query {
            state: Some("done".parse().unwrap()),
            sort: Sort::Opened,
            ..base.clone()
        },
        Query {
            state: Some("done".parse().unwrap()),
            requester: Some("ada".parse().unwrap()),
            ..base.clone()
        },
    ];
    for query in queries {
        assert_eq!(numbers(fixture, &query, &mut |_| {}), ended, "{query:?}");
    }
    let nobody = Query {
        requester: Some("grace".parse().unwrap()),
        ..base.clone()
    };
    assert!(numbers(fixture, &nobody, &mut |_| {}).is_empty());
    let counts = fixture
        .store()
        .counts(Some(&"acgs-1".parse().unwrap()))
        .unwrap();
    assert_eq!(
        (
            counts.all,
            counts.open,
            counts.phases["closed"],
            counts.held
        ),
        (12, 8, 4, 0)
    );
}

pub(crate) fn a_cursor_of_another_list_is_refused(fixture: &mut Fixture) {
    let query = |sort, after: &str| Query {
        sort,
        after: Some(after.parse().unwrap()),
        limit: 1,
        ..Query::default()
    };
    assert!(
        fixture
            .store()
            .changes(&query(Sort::Opened, "u.1.5"))
            .is_err()
    );
    assert!(
        fixture
            .store()
            .changes(&query(Sort::Number, "n.1.' OR 1=1"))
            .unwrap()
            .rows
            .is_empty()
    );
    for bad in ["", "u", "u.1", "x.1.1", "u.a.1", "u.1.a"] {
        assert!(bad.parse::<Cursor>().is_err(), "{bad}");
    }
}
