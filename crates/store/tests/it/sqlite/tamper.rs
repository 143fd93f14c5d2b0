//! An edit of the database is found, and the first event that was edited is named.

use placet_ledger::{Checkpoint, leaf_hash};
use placet_store::{StoreError, Tampered, verify};
use rusqlite::params;

use super::by_hand;
use crate::fixture::{Fixture, ORIGIN, id};

fn tampered(fixture: &Fixture) -> Tampered {
    match fixture.store().verify(&[]) {
        Err(StoreError::Tampered(tampered)) => tampered,
        other => panic!("{other:?}"),
    }
}

/// Makes changes 1 and 2 with 150 events each, one after the other: a tile is complete, and the rest is signed.
fn history() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.open_long(1, 150);
    fixture.open_long(2, 150);
    fixture.reopen();
    fixture.store().verify(&[]).unwrap();
    fixture
}

// T6
#[test]
fn each_edit_of_an_event_is_named() {
    // The edit, the position of the first event that it affects, and whether that event can still be identified.
    let edits = [
        (
            "UPDATE events SET body = replace(body, 'comment 9', 'comment 8') WHERE position = 9",
            9,
            true,
        ),
        (
            "UPDATE events SET body = replace(body, '\"ada\"', '\"eve\"'), by = 'eve' WHERE position = 9",
            9,
            true,
        ),
        (
            "UPDATE events SET body = body || ' ' WHERE position = 9",
            9,
            true,
        ),
        ("UPDATE events SET by = 'eve' WHERE position = 9", 9, true),
        (
            "UPDATE events SET at = '2020-01-01T00:00:00Z' WHERE position = 9",
            9,
            true,
        ),
        (
            "UPDATE events SET leaf = zeroblob(32) WHERE position = 9",
            9,
            true,
        ),
        (
            "UPDATE events SET leaf = (SELECT leaf FROM events WHERE position = 8) WHERE position = 9",
            9,
            true,
        ),
        (
            "UPDATE events SET version = 1000 WHERE position = 9",
            9,
            false,
        ),
        (
            "UPDATE events SET stream = 'organization' WHERE position = 9",
            9,
            false,
        ),
        ("DELETE FROM events WHERE position = 9", 9, true),
        ("DELETE FROM events WHERE position >= 9", 9, false),
        (
            "UPDATE events SET position = position + 1000 WHERE position = 9",
            9,
            false,
        ),
        (
            "UPDATE events SET position = -5 WHERE position = 9;
          UPDATE events SET position = 9 WHERE position = 10;
          UPDATE events SET position = 10 WHERE position = -5",
            9,
            false,
        ),
        (
            "INSERT INTO events SELECT 300, stream, 151, at, by, body, leaf FROM events WHERE position = 149",
            300,
            false,
        ),
        (
            "UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0",
            0,
            false,
        ),
        (
            "UPDATE tiles SET hashes = zeroblob(32) WHERE level = 1",
            0,
            false,
        ),
        ("DELETE FROM tiles", 0, false),
        (
            "UPDATE frontier SET peaks = (SELECT json_set(peaks, '$.peaks[0]', printf('%064d', 0)) FROM frontier)",
            300,
            false,
        ),
        (
            "UPDATE checkpoints SET note = replace(note, '300', '299')",
            299,
            false,
        ),
    ];
    let original = history();
    let place = tempfile::tempdir().unwrap();
    original.store().backup(&place.path().join("copy")).unwrap();
    for (number, (edit, position, named)) in edits.into_iter().enumerate() {
        let dir = place.path().join(number.to_string());
        placet_store::restore(&place.path().join("copy"), &dir).unwrap();
        let connection = rusqlite::Connection::open(dir.join("placet.db")).unwrap();
        connection
            .execute_batch(
                "DROP TRIGGER events_are_not_updated; DROP TRIGGER events_are_not_deleted;",
            )
            .unwrap();
        connection.execute_batch(edit).unwrap();
        let found = match verify(&dir, &[]) {
            Err(StoreError::Tampered(found)) => found,
            other => panic!("{edit}: {other:?}"),
        };
        assert_eq!(found.position, position, "{edit}: {found}");
        let place = (found.stream.as_deref(), found.version);
        assert!(
            !named || place == (Some(id(1).to_string().as_str()), Some(10)),
            "{edit}: {found}"
        );
    }
}

// T6
#[test]
fn an_event_replaced_together_with_its_leaf_is_named() {
    for (position, certain) in [(9, true), (280, false)] {
        let fixture = history();
        let (entry, _) = fixture.store().entries(position, 1).unwrap().remove(0);
        let text = String::from_utf8(entry).unwrap();
        let forged = text.replace("comment", "komment");
        assert_ne!(text, forged);
        by_hand(&fixture)
            .execute(
                "UPDATE events SET body = replace(body, 'comment', 'komment'), leaf = ?2 WHERE position = ?1",
                params![position, leaf_hash(forged.as_bytes()).as_bytes()],
            )
            .unwrap();
        let found = tampered(&fixture);
        // A complete tile names it. For events after the last tile, the checkpoint says where to start looking.
        match certain {
            true => assert_eq!((found.position, found.version), (9, Some(10)), "{found}"),
            false => assert!(found.position <= 280, "{found}"),
        }
    }
}

// T6
#[test]
fn a_history_rewritten_and_signed_anew_is_found_by_a_checkpoint_kept_elsewhere() {
    let fixture = history();
    let note = fixture.store().checkpoint().unwrap().to_string();
    let key = fixture.store().ledger_key().clone();
    let kept = Checkpoint::open(&note, ORIGIN, &[key]).unwrap();
    // An attacker with the key simply makes another store with the same name.
    let forged = Fixture::new();
    forged.open_long(1, 150);
    forged.open_long(2, 149);
    forged.comment(2, "another ending").unwrap();
    forged.store().verify(&[]).unwrap();
    let found = forged.store().verify(&[kept]).unwrap_err();
    assert!(matches!(found, StoreError::Tampered(_)), "{found}");
}

// T6
#[test]
fn an_edited_event_is_not_decided_upon() {
    let fixture = Fixture::new();
    fixture.open_long(1, 5);
    by_hand(&fixture)
        .execute(
            "UPDATE events SET body = replace(body, 'comment 2', 'comment 9') WHERE position = 2",
            [],
        )
        .unwrap();
    let refused = fixture.store().load_change(id(1)).unwrap_err();
    assert!(
        matches!(&refused, StoreError::Tampered(found) if found.version == Some(3)),
        "{refused}"
    );
}

#[test]
fn events_are_not_edited_by_accident() {
    let fixture = Fixture::new();
    fixture.open(1);
    let connection = rusqlite::Connection::open(fixture.path().join("placet.db")).unwrap();
    for slip in ["UPDATE events SET by = 'eve'", "DELETE FROM events"] {
        assert!(connection.execute(slip, []).is_err(), "{slip}");
    }
}

// T6
#[test]
fn a_version_left_out_is_named_although_the_hashes_fit() {
    let fixture = Fixture::new();
    fixture.open_long(1, 2);
    let (entry, _) = fixture.store().entries(1, 1).unwrap().remove(0);
    let forged = String::from_utf8(entry)
        .unwrap()
        .replace("\"version\":2", "\"version\":3");
    let by_hand = by_hand(&fixture);
    by_hand.execute("DELETE FROM checkpoints", []).unwrap();
    by_hand
        .execute(
            "UPDATE events SET version = 3, leaf = ?1 WHERE position = 1",
            [leaf_hash(forged.as_bytes()).as_bytes()],
        )
        .unwrap();
    let found = tampered(&fixture);
    assert!(
        found
            .reason
            .contains("event 1 of its stream came before it"),
        "{found}"
    );
    let refused = fixture.store().load_change(id(1)).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("an event before it is missing"),
        "{refused}"
    );
}
