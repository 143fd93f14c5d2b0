//! `evidence`: it exists, is unchanged, and has passed if it is a test report.

use std::fs;

use placet_domain::digest::Digest;
use placet_engine::ports::Report;
use serde_json::{Value, json};

use crate::support::*;

fn look(place: &Place, content: &str, more: &Value) -> Report {
    fs::write(place.path("report"), content).unwrap();
    let mut asked = json!({"kind": "test:unit", "path": place.text("report")});
    asked
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    run(&place.attempt(json!({ "evidence": asked })))
}

#[test]
fn a_file_counts_when_it_is_there() {
    let place = Place::new();
    let report = look(&place, "measured", &json!({}));
    assert_succeeded(&report);
    let evidence = report.evidence.unwrap();
    assert_eq!(
        (evidence.sha256, evidence.bytes),
        (Digest::of_bytes(b"measured"), 8)
    );
    assert_eq!((evidence.name.as_str(), evidence.passed), ("report", None));
    assert!(
        !place.path("attempt").exists(),
        "evidence needs nothing durable"
    );
    let missing =
        run(&place.attempt(json!({"evidence": {"kind": "x", "path": place.text("missing")}})));
    assert!(failure(&missing).0.contains("cannot be read"));
    let other = look(
        &place,
        "measured",
        &json!({"sha256": Digest::of_bytes(b"other")}),
    );
    assert!(failure(&other).0.contains("was approved"));
}

#[test]
fn a_test_report_must_have_passed() {
    let place = Place::new();
    let junit = json!({"format": "junit"});
    let good = look(
        &place,
        "<testsuite><testcase/><testcase/></testsuite>",
        &junit,
    );
    assert_succeeded(&good);
    let evidence = good.evidence.unwrap();
    assert_eq!(
        (evidence.passed, evidence.summary.as_str()),
        (Some(true), "2 tests, 0 failed, 0 errors, 0 skipped")
    );
    for bad in [
        "<testsuite><testcase><failure/></testcase></testsuite>",
        "<testsuite/>",
        "<testsuite>",
        "",
    ] {
        let report = look(&place, bad, &junit);
        failure(&report);
        assert_eq!(report.evidence.unwrap().passed, Some(false), "{bad}");
    }
}

/// Returns the outcome of evidence at a path.
fn at(place: &Place, path: &str, more: &Value) -> Report {
    let mut asked = json!({"kind": "log", "path": path});
    let more = more.as_object().unwrap().clone();
    asked.as_object_mut().unwrap().extend(more);
    let mut attempt = place.attempt(json!({ "evidence": asked }));
    attempt.timeout = std::time::Duration::from_secs(20);
    run(&attempt)
}

#[test]
fn t22_what_is_no_regular_file_is_not_read() {
    let place = Place::new();
    let pipe = place.text("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(place.path("socket")).unwrap();
    let link = place.path("link");
    std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
    fs::create_dir(place.path("folder")).unwrap();
    for path in [
        &pipe,
        &place.text("socket"),
        &place.text("link"),
        &place.text("folder"),
        "/dev/zero",
        "/dev/null",
    ] {
        for format in ["file", "junit"] {
            let report = at(&place, path, &json!({ "format": format }));
            let (message, give_up) = failure(&report);
            assert!(message.contains("not a regular file"), "{path}: {message}");
            assert!(give_up && report.evidence.is_none(), "{path}");
        }
    }
}

#[test]
fn t22_a_file_that_is_longer_than_it_says_is_no_evidence() {
    let place = Place::new();
    // It has a length of 0, but contains text.
    for path in ["/proc/self/smaps", "/proc/self/status"] {
        for format in ["file", "junit"] {
            let report = at(&place, path, &json!({ "format": format }));
            assert!(failure(&report).0.contains("not as long"), "{report:?}");
            assert_eq!(report.evidence, None);
        }
    }
}

#[test]
fn t22_a_file_that_is_too_long_is_not_read() {
    let place = Place::new();
    for (format, bytes_max) in [("file", 16 << 30), ("junit", 16 << 20)] {
        let file = fs::File::create(place.path("long")).unwrap();
        file.set_len(bytes_max + 1).unwrap();
        let report = at(&place, &place.text("long"), &json!({ "format": format }));
        assert!(failure(&report).0.contains("longer than"), "{report:?}");
    }
}

#[test]
fn t22_reading_ends_when_the_time_is_out() {
    let place = Place::new();
    let file = fs::File::create(place.path("long")).unwrap();
    file.set_len(16 << 30).unwrap();
    let mut attempt =
        place.attempt(json!({"evidence": {"kind": "log", "path": place.text("long")}}));
    attempt.timeout = std::time::Duration::from_millis(200);
    let began = std::time::Instant::now();
    assert!(failure(&run(&attempt)).0.contains("timeout"));
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}
