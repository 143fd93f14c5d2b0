//! Every list is read along an index.
#![allow(clippy::unwrap_used)]

use placet_domain::process::{Class, Phase};

use super::super::super::migrations::migrate;
use super::*;

/// Every list that a screen offers, in every order, is read directly from an index: no row is sorted, and every row
/// that is read comes before the page's end in the list's own order.
#[test]
fn no_list_is_sorted_or_scanned() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    let mut plans = 0;
    for sort in [Sort::Updated, Sort::Opened, Sort::Number, Sort::Risk] {
        for order in [Order::Descending, Order::Ascending] {
            for query in queries(sort, order) {
                for after in [
                    None,
                    Some(Cursor {
                        sort,
                        seq: 7,
                        key: "1".to_owned(),
                    }),
                ] {
                    let query = Query {
                        after,
                        ..query.clone()
                    };
                    let list = List::of(&query).unwrap();
                    let plan = plan(
                        &connection,
                        &list,
                        &format!("INDEXED BY {}", list.along.index),
                    );
                    assert!(plan.contains("USING INDEX"), "{query:?}: {plan}");
                    assert!(!plan.contains("TEMP B-TREE"), "{query:?}: {plan}");
                    plans += 1;
                }
            }
        }
    }
    assert_eq!(plans, 4 * 2 * 10 * 2);
}

/// A condition that few changes meet is found without reading all changes, in every order and on every page. The result
/// is the same as that of a plain search of the table.
#[test]
fn a_rare_filter_is_gathered_and_finds_the_same() {
    let connection = many_changes();
    let mut gathered = 0;
    for sort in [Sort::Updated, Sort::Opened, Sort::Number, Sort::Risk] {
        for order in [Order::Descending, Order::Ascending] {
            for query in rare(sort, order) {
                let mut list = List::of(&query).unwrap();
                let mut seen = Vec::new();
                loop {
                    let walked = list.walk_some(&connection).unwrap();
                    if walked.is_none() {
                        assert_ne!(list.narrowest(&connection).unwrap(), None, "{query:?}");
                        gathered += 1;
                    }
                    let page = list.page(&connection).unwrap();
                    assert_eq!(walked.unwrap_or_else(|| page.clone()), page, "{query:?}");
                    seen.extend(page.rows.into_iter().map(|row| row.number));
                    let Some(next) = page.next else { break };
                    let after = Some(next);
                    list = List::of(&Query {
                        after,
                        ..query.clone()
                    })
                    .unwrap();
                }
                assert_eq!(seen, plain(&connection, &query), "{query:?}");
                assert_eq!(seen.len(), 13, "{query:?}");
            }
        }
    }
    // Only filters by requester, state, model or phase have an index with an order: that of the last event.
    assert_eq!(gathered, 156);
}

#[test]
fn what_most_changes_have_is_not_gathered() {
    let connection = many_changes();
    let query = Query {
        class: Some(Class::Normal),
        ..Query::default()
    };
    let list = List::of(&query).unwrap();
    assert_eq!(list.narrowest(&connection).unwrap(), None);
    assert_eq!(list.page(&connection).unwrap().rows.len(), PAGE_ROWS_MAX);
}

#[test]
fn a_search_reads_the_text_index() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    let query = Query {
        text: Some("database".to_owned()),
        ..Query::default()
    };
    let list = List::of(&query).unwrap();
    let plan = plan(&connection, &list, "NOT INDEXED");
    assert!(plan.contains("changes_text VIRTUAL TABLE INDEX"), "{plan}");
}

/// Returns twenty thousand changes. Each 1,600th differs from the others in everything that a list can filter by.
fn many_changes() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    let digest = placet_domain::digest::Digest::of_bytes(b"");
    connection
        .execute_batch(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000),
                  marked AS (SELECT i, i % 1600 = 7 AS rare FROM n)
             INSERT INTO changes SELECT
                i, printf('%026d', i), printf('CR-%05d', i * 7919 % 20011), iif(rare, 'q', 'p'), '{digest}',
                iif(rare, 'n', 'm'), iif(rare, 'emergency', 'normal'), iif(rare, 't', 's'),
                iif(rare, 'assess', 'new'), 'title', iif(rare, 'high', 'low'), i % 3, iif(rare, 'grace', 'ada'),
                iif(rare, 'grace', 'ada'), 0, NULL, rare, 0, 0, 0, 'idle', 0, NULL, i, i * 7919 % 20011,
                NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, ''
             FROM marked;"
        ))
        .unwrap();
    connection
}

fn rare(sort: Sort, order: Order) -> Vec<Query> {
    let base = Query {
        sort,
        order,
        limit: 5,
        ..Query::default()
    };
    let mut rare = vec![Query::default(); 9];
    rare[0].process = Some("q".parse().unwrap());
    rare[1].state = Some("t".parse().unwrap());
    rare[2].phase = Some(Phase::Assess);
    rare[3].model = Some("n".parse().unwrap());
    rare[4].class = Some(Class::Emergency);
    rare[5].risk = Some("high".to_owned());
    rare[6].requester = Some("grace".parse().unwrap());
    rare[7].implementer = Some("grace".parse().unwrap());
    rare[8].open = Some(false);
    rare.into_iter()
        .map(|query| Query {
            sort: base.sort,
            order: base.order,
            limit: base.limit,
            ..query
        })
        .collect()
}

/// Returns the numbers of the changes of a list, in its order, read directly from the table.
fn plain(connection: &Connection, query: &Query) -> Vec<String> {
    let list = List::of(query).unwrap();
    let (sql, values) = list.select("number", "NOT INDEXED", list.conditions.iter(), None);
    let mut statement = connection.prepare(&sql).unwrap();
    let rows = statement
        .query_map(params_from_iter(values), |row| row.get(0))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn queries(sort: Sort, order: Order) -> Vec<Query> {
    let base = Query {
        sort,
        order,
        ..Query::default()
    };
    let process = Some("p".parse().unwrap());
    vec![
        base.clone(),
        Query {
            open: Some(true),
            ..base.clone()
        },
        Query {
            open: Some(false),
            ..base.clone()
        },
        Query {
            process,
            ..base.clone()
        },
        Query {
            state: Some("s".parse().unwrap()),
            ..base.clone()
        },
        Query {
            phase: Some(Phase::Assess),
            open: Some(true),
            ..base.clone()
        },
        Query {
            model: Some("m".parse().unwrap()),
            ..base.clone()
        },
        Query {
            class: Some(Class::Emergency),
            ..base.clone()
        },
        Query {
            risk: Some("high".to_owned()),
            ..base.clone()
        },
        Query {
            requester: Some("ada".parse().unwrap()),
            open: Some(true),
            ..base
        },
    ]
}

fn plan(connection: &Connection, list: &List, way: &str) -> String {
    let (sql, values) = list.select("*", way, list.conditions.iter(), None);
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let rows = statement
        .query_map(params_from_iter(values), |row| {
            row.get::<_, String>("detail")
        })
        .unwrap();
    rows.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}
