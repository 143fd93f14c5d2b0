//! Groups of writes: what a failed write leaves behind, and what the others keep.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use placet_domain::digest::Digest;
use placet_domain::organization::{AsOf, OrganizationEvent};
use placet_ledger::Checkpoint;

use super::super::checkpoints;
use super::super::organization::record;
use super::Store;
use crate::error::StoreError;
use crate::organization::{Kept, OrganizationAppend};

fn limit_pages(store: &Store, more: u32) {
    store
        .write(move |batch| {
            let pages: u32 = batch
                .connection
                .query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let limit = format!("PRAGMA max_page_count = {}", pages + more);
            batch.connection.query_row(&limit, [], |_| Ok(()))?;
            Ok(())
        })
        .unwrap();
}

/// SQLite cannot distinguish a database that may not grow from a full disk.
#[test]
fn a_full_disk_refuses_and_what_was_acknowledged_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &[7; 32], "example.com/ledger").unwrap();
    limit_pages(&store, 60);
    let at: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let install = |thread: u32, number: u32| {
        let source = format!("{thread} {number}").repeat(2_000);
        let digest = Digest::of_bytes(source.as_bytes());
        let installed = OrganizationEvent::ProcessInstalled {
            process: format!("p{thread}").parse().unwrap(),
            digest,
            reason: String::new(),
        };
        let kept = Kept {
            source: Some(source),
            ..Kept::default()
        };
        let append = OrganizationAppend {
            at,
            by: None,
            as_of: AsOf::default(),
            events: vec![installed],
            kept,
            key: None,
        };
        store.append_organization(append).map(|_| digest)
    };
    let results: Vec<Result<Digest, StoreError>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|thread| {
                scope.spawn(move || (0..10).map(|n| install(thread, n)).collect::<Vec<_>>())
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let (stored, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert!(
        !stored.is_empty() && !refused.is_empty(),
        "{} and {}",
        stored.len(),
        refused.len()
    );
    assert!(
        refused
            .iter()
            .all(|result| *result == Err(StoreError::Full)),
        "{refused:?}"
    );

    limit_pages(&store, 1_000);
    install(9, 9).unwrap();
    for digest in &stored {
        assert!(store.process(digest.as_ref().unwrap()).unwrap().is_some());
    }
    assert_eq!(
        store.verify(&[]).unwrap().head.size,
        stored.len() as u64 + 1
    );
    assert_eq!(store.fsck(None).unwrap(), []);
}

#[test]
fn a_transaction_that_is_lost_fails_everyone_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &[7; 32], "example.com/ledger").unwrap();
    // SQLite does this by itself on some failures.
    let lost = store.write(|batch| {
        let first = batch.isolated(|batch| {
            Ok(batch
                .connection
                .execute("INSERT INTO numbers VALUES ('a', 1)", [])?)
        });
        let second = batch.isolated(|batch| {
            batch.connection.execute_batch("ROLLBACK")?;
            Err::<(), _>(StoreError::Full)
        });
        let third = batch.isolated(|_| Ok(()));
        assert_eq!(
            (first, second, third),
            (Ok(1), Err(StoreError::Full), Err(StoreError::Full))
        );
        Ok(())
    });
    assert!(lost.is_err());
    assert_eq!(store.last_number("a").unwrap(), 0);
    store
        .write(|batch| {
            Ok(batch
                .connection
                .execute("INSERT INTO numbers VALUES ('a', 2)", [])?)
        })
        .unwrap();
    assert_eq!(store.last_number("a").unwrap(), 2);
}

// I10: a write that fails only at the commit was not done, whatever the write itself returned.
#[test]
fn a_commit_that_fails_is_not_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &[7; 32], "example.com/ledger").unwrap();
    let failed = store.write(|batch| {
        Ok(batch.connection.execute_batch(
            "PRAGMA defer_foreign_keys = ON;
             CREATE TABLE parents (id INTEGER PRIMARY KEY);
             CREATE TABLE children (parent INTEGER REFERENCES parents (id));
             INSERT INTO numbers VALUES ('a', 1);
             INSERT INTO children VALUES (1);",
        )?)
    });
    assert!(failed.is_err());
    assert_eq!(store.last_number("a").unwrap(), 0);
}

// I9: the signed ledger includes what the same batch has written.
#[test]
fn a_checkpoint_tells_what_its_batch_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &[7; 32], "example.com/ledger").unwrap();
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    let event = OrganizationEvent::TokenRevoked {
        token: "t".to_owned(),
        reason: String::new(),
    };
    let note = store
        .write(move |batch| {
            record(batch, at, None, &event)?;
            checkpoints::sign(batch)
        })
        .unwrap();
    let checkpoint = Checkpoint::parse(note.unverified_text()).unwrap();
    let head = store.ledger_head().unwrap();
    assert_eq!(
        (head.size, head.root),
        (checkpoint.size(), checkpoint.root())
    );
}

#[test]
fn listeners_hear_nothing_of_a_write_that_failed() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &[7; 32], "example.com/ledger").unwrap();
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    store.on_commit(Box::new(move |committed| {
        count.fetch_add(committed.len(), Ordering::SeqCst);
    }));
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    let event = || OrganizationEvent::TokenRevoked {
        token: "t".to_owned(),
        reason: String::new(),
    };
    let failed = store.write({
        move |batch| {
            record(batch, at, None, &event())?;
            Err::<(), _>(StoreError::invalid("afterwards", ""))
        }
    });
    assert!(failed.is_err());
    store
        .write(move |batch| record(batch, at, None, &event()))
        .unwrap();
    drop(store);
    assert_eq!(told.load(Ordering::SeqCst), 1);
}
