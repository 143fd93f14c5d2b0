//! `evidence`: there, unchanged, and passed if it is a test report.

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
