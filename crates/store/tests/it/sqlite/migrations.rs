//! Creation, opening and the schema.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use placet_store::{Store, StoreError, migrate_dry_run, verify};
use rusqlite::Connection;

use crate::fixture::{Fixture, ORIGIN};

// T25
#[test]
fn a_newer_schema_is_refused() {
    let mut fixture = Fixture::new();
    fixture.close();
    let by_hand = Connection::open(fixture.path().join("placet.db")).unwrap();
    by_hand
        .execute("INSERT INTO migrations VALUES (99, '0099_later', 'x')", [])
        .unwrap();
    let refused = Store::open(fixture.path()).err().unwrap();
    assert_eq!(
        refused,
        StoreError::NewerSchema {
            found: 99,
            known: 4
        }
    );
    assert_eq!(migrate_dry_run(fixture.path()), Err(refused));
    by_hand
        .execute("DELETE FROM migrations WHERE version = 99", [])
        .unwrap();
    by_hand
        .execute("UPDATE migrations SET checksum = 'x'", [])
        .unwrap();
    let refused = Store::open(fixture.path()).err().unwrap();
    assert_eq!(
        refused,
        StoreError::OtherSchema {
            name: "0001_start".to_owned()
        }
    );
}

#[test]
fn a_dry_run_names_migrations_and_changes_nothing() {
    let mut fixture = Fixture::new();
    fixture.close();
    assert_eq!(migrate_dry_run(fixture.path()).unwrap(), [""; 0]);
    // A creation that was cut short leaves an empty database.
    for file in ["placet.db", "placet.db-wal", "placet.db-shm"] {
        let _ = fs::remove_file(fixture.path().join(file));
    }
    fs::write(fixture.path().join("placet.db"), b"").unwrap();
    for _ in 0..2 {
        assert_eq!(
            migrate_dry_run(fixture.path()).unwrap(),
            [
                "0001_start",
                "0002_hooks",
                "0003_fewer_indexes",
                "0004_rare_filters"
            ]
        );
    }
    fixture.reopen();
    fixture.open(1);
}

#[test]
fn a_directory_holds_one_store() {
    let mut fixture = Fixture::new();
    fixture.open(1);
    let key = fs::read(fixture.path().join("ledger.key")).unwrap();
    let again = Store::create(fixture.path(), &[8; 32], ORIGIN)
        .err()
        .unwrap();
    assert!(matches!(again, StoreError::Exists(_)), "{again}");
    assert_eq!(fs::read(fixture.path().join("ledger.key")).unwrap(), key);
    fixture.reopen();
    assert_eq!(fixture.load(1).1, 1);

    let nowhere = tempfile::tempdir().unwrap();
    for missing in [
        Store::open(nowhere.path()).err(),
        migrate_dry_run(nowhere.path()).err(),
        verify(nowhere.path(), &[]).err(),
    ] {
        assert!(matches!(missing, Some(StoreError::Missing(_))));
    }
    let bad = Store::create(&nowhere.path().join("new"), &[8; 32], "with space")
        .err()
        .unwrap();
    assert!(matches!(bad, StoreError::Invalid { .. }), "{bad}");
}

#[test]
fn only_the_server_reads_its_files() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("store");
    let store = Store::create(&place, &[7; 32], ORIGIN).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place), 0o700);
    for file in ["ledger.key", "placet.db", "placet.db-wal"] {
        assert_eq!(mode(&place.join(file)), 0o600, "{file}");
    }
    drop(store);
}

/// Two processes write to one store: each sees the other's ledger before it appends.
#[test]
fn two_writers_keep_one_ledger() {
    let fixture = Fixture::new();
    let other = Store::open(fixture.path()).unwrap();
    for index in 0..40 {
        match index % 2 {
            0 => fixture.open(index),
            _ => other.append(crate::fixture::opening(index)).unwrap(),
        };
    }
    assert_eq!(fixture.store().verify(&[]).unwrap().head.size, 40);
    assert_eq!(
        fixture.store().ledger_head().unwrap(),
        other.ledger_head().unwrap()
    );
}
