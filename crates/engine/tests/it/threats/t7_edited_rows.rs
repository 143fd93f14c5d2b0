//! T7: an attacker who edits what people read does not change any decision, and every edited column is named.

use std::path::Path;

use placet_domain::change::{Command, Comment};
use placet_domain::people::Delegation;
use placet_domain::{ChangeId, PersonId, ProcessName, organization};
use placet_engine::OrganizationOrder;
use placet_store::{Kept, OrganizationAppend};
use rusqlite::Connection;

use super::{approve, install, submitted};
use crate::house::House;

/// Tables of the ledger itself: `placet ledger verify` (T6) checks them.
const LEDGER: &[&str] = &["events", "frontier", "tiles", "checkpoints"];

/// Columns that do not follow from events, or that affect no decision and are not shown.
const NOT_COMPARED: &[(&str, &str)] = &[
    ("accounts", "secrets, in no event"),
    ("sessions", "secrets, in no event"),
    ("tokens.hash", "a secret, in no event"),
    ("tokens.last_used", "reads are not recorded"),
    (
        "idempotency_keys",
        "a receipt to repeat; a wrong one does nothing",
    ),
    (
        "numbers",
        "where counting goes on; a number is taken once all the same",
    ),
    (
        "jobs",
        "work to do: an attempt that no event began is not carried out",
    ),
    ("changes.seq", "the order of pages"),
    ("migrations", "which schema this is"),
];

struct Scene {
    dir: tempfile::TempDir,
    waiting: ChangeId,
}

/// A store with something in every table.
fn scene() -> Scene {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    install(&house, 2);
    let waiting = submitted(&house);
    house.say("u1", waiting, approve(&house, waiting)).unwrap();
    let running = submitted(&house);
    for who in ["u1", "u2"] {
        house.say(who, running, approve(&house, running)).unwrap();
    }
    // It is not carried out: the engine does not start.
    house.say("u0", running, Command::Start).unwrap();
    for _ in 0..110 {
        let text = "a word".to_owned();
        let comment = Command::Comment(Comment { text });
        house.say("u0", waiting, comment).unwrap();
    }
    let delegation = Delegation {
        from: "u1".parse().unwrap(),
        to: "u7".parse().unwrap(),
        roles: Default::default(),
        since: house.engine.now(),
        until: house.engine.now() + jiff::SignedDuration::from_hours(24 * 300),
    };
    let (by, process): (PersonId, ProcessName) = ("u1".parse().unwrap(), "small".parse().unwrap());
    let delegated = organization::Command::Delegate(organization::Delegate {
        process,
        delegation,
    });
    let order = OrganizationOrder::new(organization::Actor::Host, delegated);
    house.engine.organize(&order).unwrap();
    let scopes = vec!["read".to_owned()];
    house.engine.issue_token(None, &by, scopes, None).unwrap();
    let hook = organization::OrganizationEvent::HookSet {
        hook: "build".parse().unwrap(),
        person: by,
        secrets: Vec::new(),
        reason: String::new(),
    };
    let append = OrganizationAppend {
        at: house.engine.now(),
        by: None,
        as_of: organization::AsOf::default(),
        events: vec![hook],
        kept: Kept::default(),
        key: None,
    };
    house.engine.store().append_organization(append).unwrap();
    Scene { dir, waiting }
}

fn database(dir: &Path) -> Connection {
    let files = std::fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut found = files.filter(|path| path.extension().is_some_and(|e| e == "db"));
    let connection = Connection::open(found.next().unwrap()).unwrap();
    // The schema does not stop an attacker.
    connection
        .pragma_update(None, "foreign_keys", false)
        .unwrap();
    connection
}

/// Every column of every table, with its type.
fn columns(connection: &Connection) -> Vec<(String, String, String)> {
    let mut statement = connection
        .prepare(
            "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'changes_text%'",
        )
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn t7_every_column_that_is_edited_is_named() {
    let scene = scene();
    let house = House::open(scene.dir.path());
    let store = house.engine.store();
    assert_eq!(placet_engine::fsck(store).unwrap(), []);
    let by_hand = database(scene.dir.path());
    let mut compared = 0;
    for (table, column, kind) in columns(&by_hand) {
        let full = format!("{table}.{column}");
        let excused = NOT_COMPARED
            .iter()
            .any(|(what, _)| *what == table || *what == full);
        if excused || LEDGER.contains(&table.as_str()) {
            continue;
        }
        compared += 1;
        let forged = if kind == "TEXT" { "'forged'" } else { "4711" };
        by_hand
            .execute_batch(&format!("CREATE TABLE kept AS SELECT * FROM {table}"))
            .unwrap();
        // Only one row, because some columns are unique.
        let edited = by_hand.execute(
            &format!("UPDATE {table} SET {column} = {forged} WHERE {column} IS (SELECT {column} FROM {table} LIMIT 1)"),
            [],
        );
        assert!(
            edited.unwrap_or_else(|error| panic!("{full}: {error}")) > 0,
            "{full}: no row to edit"
        );
        let found = placet_engine::fsck(store);
        // A value that cannot even be parsed is an error that names it.
        let named = match &found {
            Ok(differences) => differences.iter().any(|one| one.table == table),
            Err(_) => true,
        };
        assert!(named, "{full} was edited and fsck says {found:?}");
        by_hand
            .execute_batch(&format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept"
            ))
            .unwrap();
        assert_eq!(placet_engine::fsck(store).unwrap(), [], "after {full}");
    }
    assert!(compared > 50, "{compared}");
}

/// Tries every way to start a change, and returns the refusals.
fn refusals(dir: &Path, id: ChangeId) -> Vec<String> {
    let house = House::open(dir);
    let digest = house.change(id).request.digest;
    let asked = ["u0", "u8", "eve"].map(|who| house.say(who, id, Command::Start));
    let approves = ["u8", "eve"].map(|who| {
        let approve = placet_domain::change::Approve {
            digest: Some(digest),
            ..Default::default()
        };
        house.say(who, id, Command::Approve(approve))
    });
    let answers = asked.into_iter().chain(approves);
    answers
        .map(|answer| answer.unwrap_err().to_string())
        .collect()
}

// T7: rows that say authorized, approved and allowed, in every table that holds such a value.
#[test]
fn t7_edited_rows_decide_nothing() {
    let scene = scene();
    let before = refusals(scene.dir.path(), scene.waiting);
    let by_hand = database(scene.dir.path());
    by_hand
        .execute_batch(
            "UPDATE changes SET state = 'ready', phase = 'scheduled', authorized = 1, round = 9, ratified = 1, held = NULL;
             DELETE FROM waiting;
             DELETE FROM targets;
             UPDATE snapshots SET body = replace(body, '\"phase\":\"authorize\"', '\"phase\":\"scheduled\"');
             UPDATE directories SET body = replace(body, '\"u8\":{', '\"eve\":{\"name\":\"E\",\"roles\":[\"a\",\"b\"]},\"u8\":{');",
        )
        .unwrap();
    let forged: i64 = by_hand
        .query_row(
            "SELECT count(*) FROM directories WHERE body LIKE '%eve%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let job = by_hand.execute(
        "INSERT INTO jobs (change, kind, body, run_at) VALUES (?1, 'step', ?2, 0)",
        [
            scene.waiting.to_string(),
            r#"{"step":"one","direction":"forward","attempt":1}"#.to_owned(),
        ],
    );
    assert_eq!((forged, job.unwrap()), (1, 1));
    drop(by_hand);
    let house = House::open(scene.dir.path());
    let found = placet_engine::fsck(house.engine.store()).unwrap();
    for table in ["changes", "waiting", "targets", "directories"] {
        assert!(
            found.iter().any(|one| one.table == table),
            "{table}: {found:?}"
        );
    }
    drop(house);
    assert_eq!(refusals(scene.dir.path(), scene.waiting), before);
    // The forged job is looked at, but nothing is carried out.
    let house = House::open(scene.dir.path());
    house.engine.start().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    house.engine.stop();
    let change = house.change(scene.waiting);
    assert!(change.run.steps.is_empty() && change.times.started.is_none());
}
