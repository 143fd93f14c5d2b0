#![allow(clippy::unwrap_used)]

use placet_domain::process::{Class, Phase};

use super::super::super::migrations::migrate;
use super::*;

/// Every list that a screen offers, in every order, is read from an index as it stands: no row is sorted, and none is
/// read that does not come before the page's end in the list's own order.
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
                    let select = Select::of(&query).unwrap();
                    let plan = plan(&connection, &select);
                    assert!(plan.contains("USING INDEX"), "{query:?}: {plan}");
                    assert!(!plan.contains("TEMP B-TREE"), "{query:?}: {plan}");
                    plans += 1;
                }
            }
        }
    }
    assert_eq!(plans, 4 * 2 * 10 * 2);
}

#[test]
fn a_search_reads_the_text_index() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    let query = Query {
        text: Some("database".to_owned()),
        ..Query::default()
    };
    let plan = plan(&connection, &Select::of(&query).unwrap());
    assert!(plan.contains("changes_text VIRTUAL TABLE INDEX"), "{plan}");
}

// Rows are read by place: the schema and the list of columns must have one order.
#[test]
fn columns_stand_in_the_order_in_which_they_are_read() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    let statement = connection.prepare("SELECT * FROM changes").unwrap();
    let stored: Vec<&str> = statement.column_names().collect();
    let (first, others) = stored.split_first().unwrap();
    assert_eq!(*first, "seq");
    assert_eq!(others, change_row::COLUMNS);
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

fn plan(connection: &Connection, select: &Select) -> String {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {}", select.sql))
        .unwrap();
    let rows = statement
        .query_map(params_from_iter(&select.values), |row| {
            row.get::<_, String>("detail")
        })
        .unwrap();
    rows.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}
