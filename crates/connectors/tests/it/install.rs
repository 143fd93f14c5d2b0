//! `install`: a release is put in place completely, switched to in one step, and switched back.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use placet_connectors::tree_digest;
use placet_engine::ports::Attempt;
use serde_json::json;

use crate::support::*;

fn release(place: &Place, name: &str) {
    let dir = place.path(name);
    fs::create_dir_all(dir.join("bin")).unwrap();
    fs::write(dir.join("bin/app"), format!("#!/bin/sh\necho {name}\n")).unwrap();
    fs::write(dir.join("version"), name).unwrap();
    symlink("bin/app", dir.join("app")).unwrap();
    fs::create_dir_all(place.path("releases")).unwrap();
}

fn install(place: &Place, name: &str) -> Attempt {
    let mut attempt = place.attempt(json!({"install": {
        "from": place.text(name), "into": place.text("releases"), "link": place.text("current")
    }}));
    attempt.dir = place.path(&format!("attempts/{name}"));
    attempt
}

fn live(place: &Place) -> String {
    fs::read_to_string(place.path("current/version")).unwrap_or_default()
}

#[test]
fn a_release_is_switched_to_and_back_any_number_of_times() {
    let place = Place::new();
    release(&place, "v1");
    release(&place, "v2");
    let first = install(&place, "v1");
    let first_report = run(&first);
    assert_succeeded(&first_report);
    assert_eq!(live(&place), "v1");
    let second = install(&place, "v2");
    let report = run(&second);
    assert_succeeded(&report);
    assert_eq!(live(&place), "v2");
    assert_eq!(
        tree_digest(&place.path("v2")).unwrap(),
        tree_digest(&place.path("releases/v2")).unwrap()
    );
    for number in 1..=2 {
        assert_succeeded(&run(&place.undo(&second, &report, number)));
        assert_eq!(live(&place), "v1");
        assert!(place.path("releases/v2").is_dir());
    }
    for number in 3..=4 {
        assert_succeeded(&run(&place.undo(&first, &first_report, number)));
        assert!(!place.path("current").is_symlink());
    }
}

#[test]
fn a_crash_at_any_point_is_repaired() {
    let place = Place::new();
    release(&place, "v1");
    release(&place, "v2");
    run(&install(&place, "v1"));
    let attempt = install(&place, "v2");
    let report = run(&attempt);
    let forget = || fs::remove_file(attempt.dir.join("action-0/outcome.json")).unwrap();
    let back = |keep_release: bool| {
        forget();
        fs::remove_file(place.path("current")).unwrap();
        symlink(place.path("releases/v1"), place.path("current")).unwrap();
        if !keep_release {
            fs::remove_dir_all(place.path("releases/v2")).unwrap();
        }
    };
    // While copying.
    back(false);
    fs::create_dir_all(place.path("releases/v2.partial/bin")).unwrap();
    fs::write(place.path("releases/v2.partial/vers"), "v").unwrap();
    assert_eq!(run(&attempt).before, report.before);
    assert_eq!(live(&place), "v2");
    // After the rename, before the switch: the new link exists beside the old one.
    back(true);
    symlink("nowhere", place.path("current.placet-new")).unwrap();
    assert_eq!(run(&attempt).before, report.before);
    // After the switch, before the outcome: the release that was live first is still remembered.
    forget();
    let again = run(&attempt);
    assert_eq!(again.before, report.before);
    assert_eq!(again.before[0]["target"], place.text("releases/v1"));
    assert!(
        !place.path("current.placet-new").is_symlink()
            && !place.path("releases/v2.partial").exists()
    );
    assert_eq!(live(&place), "v2");
}

#[test]
fn what_was_not_approved_is_not_switched_to() {
    let place = Place::new();
    release(&place, "v1");
    let mut attempt = install(&place, "v1");
    let digest = tree_digest(&place.path("v1")).unwrap();
    fs::write(place.path("v1/version"), "tampered").unwrap();
    attempt.actions = vec![action(json!({"install": {
        "from": place.text("v1"), "into": place.text("releases"), "link": place.text("current"), "sha256": digest
    }}))];
    let report = run(&attempt);
    assert!(
        failure(&report)
            .0
            .contains("was approved; nothing was switched")
    );
    assert!(!place.path("current").is_symlink());
    // A release of the same name with other content is not overwritten.
    release(&place, "v2");
    fs::create_dir(place.path("releases/v2")).unwrap();
    assert!(
        failure(&run(&install(&place, "v2")))
            .0
            .contains("other content")
    );
}

// T22
#[test]
fn names_links_and_files_that_lead_elsewhere_are_refused() {
    let place = Place::new();
    release(&place, "v1");
    for (number, name) in ["../up", "..", "a/b", "", "x.partial", "a\nb"]
        .into_iter()
        .enumerate()
    {
        let mut attempt = install(&place, "v1");
        attempt.dir = place.path(&format!("name-{number}"));
        attempt.actions = vec![action(json!({"install": {
            "from": place.text("v1"), "into": place.text("releases"), "name": name, "link": place.text("current")
        }}))];
        assert!(
            failure(&run(&attempt))
                .0
                .contains("not a valid release name"),
            "{name:?}"
        );
    }
    for (number, target) in ["/etc/passwd", "../outside", "bin/../../outside", "../../x"]
        .into_iter()
        .enumerate()
    {
        let dir = format!("bad-{number}");
        release(&place, &dir);
        symlink(target, place.path(&dir).join("bad")).unwrap();
        assert!(
            failure(&run(&install(&place, &dir)))
                .0
                .contains("leads out"),
            "{target}"
        );
    }
    release(&place, "pipe");
    assert!(
        Command::new("mkfifo")
            .arg(place.path("pipe/fifo"))
            .status()
            .unwrap()
            .success()
    );
    assert!(
        failure(&run(&install(&place, "pipe")))
            .0
            .contains("neither")
    );
    fs::create_dir(place.path("current")).unwrap();
    assert!(
        failure(&run(&install(&place, "v1")))
            .0
            .contains("not a symbolic link")
    );
}

// The definition in the documentation, computed with find and sha256sum.
#[test]
fn the_digest_can_be_computed_without_us() {
    let place = Place::new();
    release(&place, "v1");
    let script = r#"cd "$1"; find . -mindepth 1 -printf '%P\n' | LC_ALL=C sort | while read -r p; do
        if [ -L "$p" ]; then printf 'l 0777 %s %s\n' "$(readlink -n "$p" | sha256sum | cut -d' ' -f1)" "$p"
        elif [ -d "$p" ]; then printf 'd %04d - %s\n' "$(stat -c %a "$p")" "$p"
        else printf 'f %04d %s %s\n' "$(stat -c %a "$p")" "$(sha256sum < "$p" | cut -d' ' -f1)" "$p"; fi
        done | sha256sum"#;
    let output = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(place.path("v1"))
        .output()
        .unwrap();
    let theirs = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        theirs.split(' ').next().unwrap(),
        tree_digest(&place.path("v1")).unwrap().to_string()
    );
    assert!(tree_digest(Path::new("/no/such/dir")).is_err());
}
