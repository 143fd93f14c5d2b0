//! A backup taken while others write is complete, and a restore returns only when everything is verified.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use placet_store::{Store, StoreError, restore};

use crate::fixture::{Fixture, id};

#[test]
fn a_backup_taken_while_others_write_restores_whole() {
    let fixture = Fixture::new();
    let blob = fixture.store().put_blob(b"evidence").unwrap();
    fixture.open_long(1, 120);
    let place = tempfile::tempdir().unwrap();
    let (copy, restored) = (place.path().join("copy"), place.path().join("restored"));
    let stop = AtomicBool::new(false);
    let backup = thread::scope(|scope| {
        scope.spawn(|| {
            let mut index = 2;
            while !stop.load(Ordering::Relaxed) {
                fixture.open(index);
                index += 1;
            }
        });
        let backup = fixture.store().backup(&copy);
        stop.store(true, Ordering::Relaxed);
        backup.unwrap()
    });
    assert!(backup.size >= 120);
    let verified = restore(&copy, &restored).unwrap();
    assert_eq!(
        (verified.head.size, verified.head.root),
        (backup.size, backup.root)
    );

    let store = Store::open(&restored).unwrap();
    assert_eq!(store.load_change(id(1)).unwrap().unwrap(), fixture.load(1));
    assert_eq!(
        store.blob(&blob).unwrap().as_deref(),
        Some(&b"evidence"[..])
    );
    assert_eq!(store.ledger_key(), fixture.store().ledger_key());
    assert_eq!(store.fsck(None).unwrap(), []);
    // What was copied then is the beginning of what is there now.
    let now = fixture.store().ledger_head().unwrap();
    let proof = fixture
        .store()
        .consistency_proof(backup.size, now.size)
        .unwrap();
    proof.verify(&backup.root, &now.root).unwrap();

    assert!(matches!(
        fixture.store().backup(&copy),
        Err(StoreError::Exists(_))
    ));
    assert!(matches!(
        restore(&copy, &restored),
        Err(StoreError::Exists(_))
    ));
}

#[test]
fn a_backup_with_one_changed_byte_is_refused_and_leaves_nothing() {
    let fixture = Fixture::new();
    fixture.store().put_blob(b"evidence").unwrap();
    fixture.open(1);
    let place = tempfile::tempdir().unwrap();
    let copy = place.path().join("copy");
    let backup = fixture.store().backup(&copy).unwrap();
    assert_eq!(backup.files.len(), 3);
    for file in &backup.files {
        let path = copy.join(&file.path);
        let good = fs::read(&path).unwrap();
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        fs::write(&path, bad).unwrap();
        let target = place.path().join("target");
        let refused = restore(&copy, &target).unwrap_err().to_string();
        assert!(refused.contains(&file.path), "{refused}");
        assert!(!target.exists());
        fs::write(&path, good).unwrap();
    }
    restore(&copy, &place.path().join("target")).unwrap();
}

#[test]
fn t22_a_backup_with_a_pipe_a_device_or_a_folder_for_a_file_is_refused_at_once() {
    let fixture = Fixture::new();
    fixture.store().put_blob(b"evidence").unwrap();
    let place = tempfile::tempdir().unwrap();
    let copy = place.path().join("copy");
    let backup = fixture.store().backup(&copy).unwrap();
    let files = backup.files.iter().map(|file| file.path.as_str());
    for name in files.chain(["manifest.json"]) {
        let (path, kept) = (copy.join(name), place.path().join("kept"));
        fs::rename(&path, &kept).unwrap();
        let device = |what: &str| std::os::unix::fs::symlink(what, &path).unwrap();
        let make: [(&str, &dyn Fn()); 5] = [
            ("a pipe", &|| {
                let made = std::process::Command::new("mkfifo").arg(&path).status();
                assert!(made.unwrap().success());
            }),
            ("a device", &|| device("/dev/zero")),
            ("a file without a length", &|| device("/proc/self/smaps")),
            ("a link to nothing", &|| device("/nowhere")),
            ("a folder", &|| fs::create_dir(&path).unwrap()),
        ];
        for (what, make) in make {
            make();
            let target = place.path().join("target");
            let refused = restore(&copy, &target).unwrap_err().to_string();
            assert!(refused.contains(name), "{what} for {name}: {refused}");
            assert!(!target.exists(), "{what} for {name}");
            let removed = fs::remove_file(&path).or_else(|_| fs::remove_dir(&path));
            removed.unwrap();
        }
        fs::rename(&kept, &path).unwrap();
    }
    // The control: complete again.
    restore(&copy, &place.path().join("target")).unwrap();
}

#[test]
fn t22_a_manifest_cannot_name_files_elsewhere() {
    let fixture = Fixture::new();
    let place = tempfile::tempdir().unwrap();
    let copy = place.path().join("copy");
    fixture.store().backup(&copy).unwrap();
    let manifest = copy.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    for path in ["../ledger.key", "/etc/passwd", "blobs/../../x", "a//b"] {
        fs::write(
            &manifest,
            text.replace("\"ledger.key\"", &format!("\"{path}\"")),
        )
        .unwrap();
        let refused = restore(&copy, &place.path().join("target")).unwrap_err();
        assert!(
            matches!(&refused, StoreError::Invalid { message, .. } if message.contains(path)),
            "{refused}"
        );
    }
}

// T6
#[test]
fn a_backup_of_edited_events_is_refused_although_its_checksums_fit() {
    let fixture = Fixture::new();
    fixture.open_long(1, 5);
    super::by_hand(&fixture)
        .execute(
            "UPDATE events SET body = replace(body, 'comment 2', 'comment 9') WHERE position = 2",
            [],
        )
        .unwrap();
    let place = tempfile::tempdir().unwrap();
    fixture.store().backup(&place.path().join("copy")).unwrap();
    let refused = restore(&place.path().join("copy"), &place.path().join("target")).unwrap_err();
    assert!(
        matches!(&refused, StoreError::Tampered(tampered) if tampered.position == 2),
        "{refused}"
    );
    assert!(!place.path().join("target").exists());
}
