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
            known: 6
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
    // A creation that was interrupted leaves an empty database.
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
                "0004_rare_filters",
                "0005_streams",
                "0006_grouped_changes"
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

// A store from before streams had subjects: the migration derives the subject of each event, and the leaves stay as
// they are.
#[test]
fn events_of_before_belong_to_streams() {
    use crate::fixture::{ada, at, stamp};
    use crate::organize;
    use placet_domain::organization::{AsOf, OrganizationEvent as Event, Stream};
    use placet_domain::people::Delegation;
    use placet_store::{Kept, OrganizationAppend};

    let mut fixture = Fixture::new();
    let name = "acgs-1".parse().unwrap();
    organize::install(fixture.store(), &stamp(1), &name, "process: acgs-1");
    organize::set_people(fixture.store(), &stamp(2), &name, &Default::default());
    let delegation = Delegation {
        from: ada(),
        to: "grace".parse().unwrap(),
        roles: Default::default(),
        since: at(0),
        until: at(100),
    };
    organize::delegate(fixture.store(), &stamp(3), &name, &delegation);
    organize::set_password(fixture.store(), &stamp(4), "ada", "hash");
    let head = fixture.store().ledger_head().unwrap();
    fixture.close();
    let by_hand = Connection::open(fixture.path().join("placet.db")).unwrap();
    by_hand
        .execute_batch("DROP TABLE streams; DELETE FROM migrations WHERE version = 5;")
        .unwrap();
    drop(by_hand);
    fixture.reopen();
    assert_eq!(fixture.store().ledger_head().unwrap(), head);
    assert_eq!(fixture.store().fsck(None).unwrap(), []);
    let of = |people, access| OrganizationAppend {
        at: at(5),
        by: None,
        as_of: AsOf(vec![
            (Stream::People(name.clone()), people),
            (Stream::Rules(name.clone()), 1),
            (Stream::Governance(name.clone()), 0),
            (Stream::Access, access),
        ]),
        events: vec![Event::TokenRevoked {
            token: "t".to_owned(),
            reason: String::new(),
        }],
        kept: Kept::default(),
        key: None,
    };
    for (people, access, moved) in [(1, 1, "people/acgs-1"), (2, 0, "access")] {
        let stream = moved.to_owned();
        let refused = fixture.store().append_organization(of(people, access));
        assert_eq!(refused, Err(StoreError::StreamMoved { stream }));
    }
    fixture.store().append_organization(of(2, 1)).unwrap();
    let refused = fixture.store().append_organization(of(2, 1));
    let stream = "access".to_owned();
    assert_eq!(refused, Err(StoreError::StreamMoved { stream }));
}
