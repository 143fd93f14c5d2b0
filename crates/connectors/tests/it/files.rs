//! `write`: atomic, read back, undone any number of times, repaired after a crash.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

use placet_engine::ports::Attempt;
use serde_json::json;

use crate::support::*;

fn write(place: &Place, content: &str) -> Attempt {
    place.attempt(json!({"write": {"path": place.text("app.conf"), "content": content}}))
}

fn mode(place: &Place) -> u32 {
    fs::metadata(place.path("app.conf")).unwrap().mode() & 0o7777
}

#[test]
fn a_file_is_replaced_and_put_back_any_number_of_times() {
    for (old, undos) in [("old\n", 0), ("old\n", 1), ("old\n", 2)] {
        let place = Place::new();
        fs::write(place.path("app.conf"), old).unwrap();
        fs::set_permissions(place.path("app.conf"), fs::Permissions::from_mode(0o604)).unwrap();
        let attempt = write(&place, "new\n");
        let report = run(&attempt);
        assert_succeeded(&report);
        assert_eq!(fs::read_to_string(place.path("app.conf")).unwrap(), "new\n");
        assert_eq!(mode(&place), 0o604);
        assert_eq!(report.before[0]["content"], "old\n");
        for number in 1..=undos {
            assert_succeeded(&run(&place.undo(&attempt, &report, number)));
            assert_eq!(fs::read_to_string(place.path("app.conf")).unwrap(), old);
            assert_eq!(mode(&place), 0o604);
        }
        let names: Vec<_> = files_below(place.dir.path())
            .into_iter()
            .filter(|p| p.to_string_lossy().contains("new"))
            .collect();
        assert!(names.is_empty(), "{names:?}");
    }
}

#[test]
fn a_new_file_is_removed_by_the_undo_however_often() {
    let place = Place::new();
    let mut attempt = write(&place, "new\n");
    attempt.actions = vec![action(
        json!({"write": {"path": place.text("app.conf"), "content": "x", "mode": "0640"}}),
    )];
    let report = run(&attempt);
    assert_succeeded(&report);
    assert_eq!(mode(&place), 0o640);
    for number in 1..=2 {
        assert_succeeded(&run(&place.undo(&attempt, &report, number)));
        assert!(!place.path("app.conf").exists());
    }
}

#[test]
fn an_undo_of_nothing_succeeds_and_one_of_something_unknown_does_not() {
    let place = Place::new();
    symlink("/etc/hosts", place.path("app.conf")).unwrap();
    let attempt = write(&place, "new");
    let report = run(&attempt);
    assert!(failure(&report).0.contains("symbolic link"));
    // It failed before it changed anything, and reports that.
    assert_eq!(report.before, json!([]));
    assert_succeeded(&run(&place.undo(&attempt, &report, 1)));
    let mut lost = report;
    lost.before = serde_json::Value::Null;
    assert!(
        failure(&run(&place.undo(&attempt, &lost, 2)))
            .0
            .contains("no previous state")
    );
}

// T15: content that not everyone on the host may read does not go into the history.
#[test]
fn private_long_and_binary_content_stays_in_the_attempts_directory() {
    for (old, mode) in [
        (b"password".to_vec(), 0o600),
        (vec![b'x'; 300_000], 0o644),
        (vec![0xFF, 0xFE], 0o644),
    ] {
        let place = Place::new();
        fs::write(place.path("app.conf"), &old).unwrap();
        fs::set_permissions(place.path("app.conf"), fs::Permissions::from_mode(mode)).unwrap();
        let attempt = write(&place, "new");
        let report = run(&attempt);
        assert_succeeded(&report);
        assert!(
            report.before.to_string().len() < 1000
                && !report.before.to_string().contains("password")
        );
        assert_succeeded(&run(&place.undo(&attempt, &report, 1)));
        assert_eq!(fs::read(place.path("app.conf")).unwrap(), old);
        // A damaged copy is not restored.
        fs::write(report.before[0]["stored"].as_str().unwrap(), "damaged").unwrap();
        assert!(
            failure(&run(&place.undo(&attempt, &report, 2)))
                .0
                .contains("damaged")
        );
        assert_eq!(fs::read(place.path("app.conf")).unwrap(), old);
    }
}

#[test]
fn after_a_crash_it_is_written_again_and_what_was_there_first_is_remembered() {
    let place = Place::new();
    fs::write(place.path("app.conf"), "old").unwrap();
    let attempt = write(&place, "new");
    run(&attempt);
    // The crash came after the rename, before the outcome; and an earlier crash left half a temporary file.
    fs::remove_file(attempt.dir.join("action-0/outcome.json")).unwrap();
    fs::write(place.path(".app.conf.placet-new"), "ha").unwrap();
    fs::write(place.path("app.conf"), "new").unwrap();
    let report = run(&attempt);
    assert_succeeded(&report);
    assert_eq!(report.before[0]["content"], "old");
    assert!(!place.path(".app.conf.placet-new").exists());
    // With an outcome, it is not done again.
    fs::write(place.path("app.conf"), "changed by somebody").unwrap();
    assert_succeeded(&run(&attempt));
    assert_eq!(
        fs::read_to_string(place.path("app.conf")).unwrap(),
        "changed by somebody"
    );
    assert_succeeded(&run(&place.undo(&attempt, &report, 1)));
    assert_eq!(fs::read_to_string(place.path("app.conf")).unwrap(), "old");
}

#[test]
fn several_writes_are_put_back_in_reverse() {
    let place = Place::new();
    fs::write(place.path("app.conf"), "zero").unwrap();
    let mut attempt = write(&place, "one");
    attempt.actions.push(write(&place, "two").actions.remove(0));
    let report = run(&attempt);
    assert_eq!(fs::read_to_string(place.path("app.conf")).unwrap(), "two");
    assert_succeeded(&run(&place.undo(&attempt, &report, 1)));
    assert_eq!(fs::read_to_string(place.path("app.conf")).unwrap(), "zero");
}

#[test]
fn what_cannot_be_written_says_why() {
    let place = Place::new();
    let try_it = |name: &str, write: serde_json::Value| {
        let mut attempt = place.attempt(json!({ "write": write }));
        attempt.dir = place.path(name);
        let report = run(&attempt);
        failure(&report).0.to_owned()
    };
    assert!(
        try_it("1", json!({"path": place.text("no/dir/x"), "content": ""}))
            .contains("No such file")
    );
    assert!(
        try_it("2", json!({"path": place.dir.path(), "content": ""}))
            .contains("not a regular file")
    );
    assert!(
        try_it(
            "3",
            json!({"path": place.text("x"), "content": "", "mode": "rw"})
        )
        .contains("`rw` is not a file mode")
    );
}
