//! Everything that a server may act on after it starts is on disk.

use placet_disk::{Disk, Failure, Fault};
use placet_domain::digest::Digest;
use placet_domain::organization::{AsOf, OrganizationEvent};
use placet_store::{Kept, OrganizationAppend, Store};
use std::path::Path;

/// Issues a token. The store may fail here, and that is fine.
fn write(store: &Store, name: &str) {
    let issued = OrganizationEvent::TokenIssued {
        token: name.to_owned(),
        person: "someone".parse().unwrap(),
        scopes: Vec::new(),
        expires: None,
        reason: String::new(),
    };
    let _ = store.append_organization(OrganizationAppend {
        at: jiff::Timestamp::UNIX_EPOCH,
        by: None,
        as_of: AsOf::default(),
        events: vec![issued],
        kept: Kept {
            token: Some(Digest::of_bytes(name.as_bytes())),
            ..Kept::default()
        },
        key: None,
    });
}

fn seen(dir: &Path) -> u64 {
    Store::open(dir).unwrap().ledger_head().unwrap().size
}

// I1: a server that died between writing a commit and syncing it has left that commit in the log. Its successor reads
// it and acts on it, so a power cut must no longer be able to remove it.
#[test]
fn what_a_start_reads_a_power_cut_cannot_take() {
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().canonicalize().unwrap();
    let disk = Disk::mount(&dir).unwrap();
    drop(Store::create(&dir, &[7; 32], "placet.test/seen").unwrap());
    let image = disk.image();
    let first = seen(&dir);
    let mut unsynced = 0;
    for distance in 1..200 {
        disk.load(&image);
        let store = Store::open(&dir).unwrap();
        disk.plan(Some(Fault {
            at: disk.operations() + distance,
            failure: Failure::DeathBefore,
            lasting: false,
        }));
        write(&store, "token");
        if !disk.is_dead() {
            break;
        }
        disk.plan(None);
        disk.revive();
        drop(store);
        // The successor is killed as soon as it has read, before it writes anything itself.
        let successor = Store::open(&dir).unwrap();
        let read = successor.ledger_head().unwrap().size;
        disk.kill();
        disk.revive();
        drop(successor);
        disk.cut_power(None);
        assert!(seen(&dir) >= read, "dying before operation {distance}");
        unsynced += u64::from(read > first);
    }
    assert!(unsynced > 0, "no death left a commit that was not synced");
}
