//! Rows that people read may be edited: no decision is based on them, and fsck names each edit.

use placet_domain::process::Phase;
use placet_store::{StoreError, Token};
use rusqlite::Connection;

use super::by_hand;
use crate::fixture::{Fixture, ada, id, number, stamp};
use crate::organize;

// T7
#[test]
fn every_column_is_compared() {
    let fixture = Fixture::new();
    fixture.open(1);
    let by_hand = by_hand(&fixture);
    let columns: Vec<(String, String)> = {
        let mut statement = by_hand
            .prepare("SELECT name, type FROM pragma_table_info('changes')")
            .unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    assert!(columns.len() > 30);
    for (column, kind) in columns
        .into_iter()
        .filter(|(column, _)| !matches!(column.as_str(), "seq" | "id"))
    {
        let forged = if kind == "TEXT" { "'forged'" } else { "4711" };
        by_hand
            .execute_batch("CREATE TABLE kept AS SELECT * FROM changes")
            .unwrap();
        by_hand
            .execute(&format!("UPDATE changes SET {column} = {forged}"), [])
            .unwrap();
        let found = fixture.store().fsck(None).unwrap();
        let named: Vec<_> = found
            .iter()
            .map(|one| (one.table, one.column, one.key.as_str()))
            .collect();
        assert_eq!(
            named,
            [("changes", column.as_str(), id(1).to_string().as_str())]
        );
        by_hand
            .execute_batch(&format!(
                "UPDATE changes SET {column} = (SELECT {column} FROM kept); DROP TABLE kept"
            ))
            .unwrap();
        assert_eq!(fixture.store().fsck(None).unwrap(), []);
    }
}

// T7
#[test]
fn an_edited_row_decides_nothing() {
    let fixture = Fixture::new();
    fixture.open(1);
    by_hand(&fixture)
        .execute("UPDATE changes SET phase = 'scheduled', authorized = 1", [])
        .unwrap();
    assert_eq!(fixture.load(1).0.phase, Phase::New);
}

// T7
#[test]
fn a_row_too_many_or_too_few_is_named() {
    let fixture = Fixture::new();
    fixture.open(1);
    let by_hand = by_hand(&fixture);
    by_hand
        .execute("UPDATE changes SET id = ?1", [id(2).to_string()])
        .unwrap();
    let found = fixture.store().fsck(None).unwrap();
    let keys: Vec<_> = found
        .iter()
        .map(|one| (one.key.clone(), one.stored.as_str()))
        .collect();
    assert_eq!(
        keys,
        [(id(1).to_string(), "no row"), (id(2).to_string(), "a row")]
    );
}

// T7
#[test]
fn an_edited_snapshot_is_not_used() {
    let fixture = Fixture::new();
    let change = fixture.open_long(1, 120);
    let by_hand = by_hand(&fixture);
    let edited = by_hand
        .execute("UPDATE snapshots SET body = replace(body, '\"phase\":\"new\"', '\"phase\":\"scheduled\"')", [])
        .unwrap();
    let really: i64 = by_hand
        .query_row(
            "SELECT count(*) FROM snapshots WHERE body LIKE '%\"phase\":\"scheduled\"%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!((edited, really), (1, 1));
    assert_eq!(fixture.load(1), (change, 120));
    assert_eq!(fixture.store().fsck(None).unwrap()[0].table, "snapshots");
}

// T7
#[test]
fn edits_of_processes_people_and_tokens_are_named() {
    let fixture = Fixture::new();
    let store = fixture.store();
    let name = "acgs-1".parse().unwrap();
    let digest = organize::install(store, &stamp(1), &name, "process: acgs-1");
    organize::set_people(store, &stamp(2), &name, &Default::default());
    let token = Token {
        id: "t1".to_owned(),
        hash: digest,
        person: ada(),
        scopes: vec!["read".to_owned()],
        expires: None,
        revoked: false,
        last_used: None,
    };
    organize::issue_token(store, &stamp(3), &token).unwrap();
    organize::revoke_token(store, &stamp(4), "t1");
    assert_eq!(store.fsck(None).unwrap(), []);
    let by_hand: Connection = by_hand(&fixture);
    let edits = [
        (
            "UPDATE tokens SET revoked = 0",
            "UPDATE tokens SET revoked = 1",
            "tokens",
        ),
        (
            "UPDATE tokens SET scopes = '[\"admin\"]'",
            "UPDATE tokens SET scopes = '[\"read\"]'",
            "tokens",
        ),
        (
            "UPDATE directories SET body = '{\"administrators\":[\"eve\"]}'",
            "UPDATE directories SET body = '{}'",
            "directories",
        ),
        (
            "UPDATE processes SET current = 0",
            "UPDATE processes SET current = 1",
            "processes",
        ),
        (
            "UPDATE streams SET version = 7 WHERE subject = 'access'",
            "UPDATE streams SET version = 2 WHERE subject = 'access'",
            "streams",
        ),
        ("UPDATE processes SET source = 'x'", "", "processes"),
    ];
    for (edit, undo, table) in edits {
        by_hand.execute(edit, []).unwrap();
        let found = store.fsck(None).unwrap();
        assert_eq!(
            found.iter().map(|one| one.table).collect::<Vec<_>>(),
            [table],
            "{edit}"
        );
        by_hand.execute_batch(undo).unwrap();
    }
    // An edited process file is not even parsed.
    assert!(matches!(store.process(&digest), Err(StoreError::Edited(_))));
    assert_eq!(store.find(&number(1)).unwrap(), None);
}
