//! Probes: which answers are a yes, which are a no, and which leave the question open. After a no, a step that may have
//! run can begin again, so only a target that was asked and answered can say no (I3).

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use placet_domain::change::Outcome;
use placet_engine::ports::{Attempt, Runner as _};
use serde_json::{Value, json};

use crate::http::{NOBODY_LISTENS, Reply, Server, ok};
use crate::support::*;

#[derive(Debug, PartialEq)]
enum Answer {
    Yes,
    No,
    Open,
}
use Answer::{No, Open, Yes};

fn answer_of(attempt: &Attempt, watch: &Watch) -> Answer {
    match runner().run(attempt, watch).outcome {
        Outcome::Succeeded => Yes,
        Outcome::Failed { .. } => No,
        Outcome::Unknown { .. } => Open,
        Outcome::NotStarted => panic!("a runner that was asked begins"),
    }
}

fn ask(place: &Place, number: u32, action: Value) -> Answer {
    answer_of(&place.probe(action, number), &Watch::default())
}

#[test]
fn a_command_says_yes_by_0_and_no_by_1() {
    let place = Place::new();
    let cases = [
        ("exit 0", Yes),
        ("exit 1", No),
        ("exit 2", Open),
        ("no-such-command", Open),
        ("kill -9 $$", Open),
    ];
    for (number, (script, wanted)) in (1..).zip(cases) {
        assert_eq!(ask(&place, number, sh(script)), wanted, "{script}");
    }
    let slow = Attempt {
        timeout: Duration::from_millis(100),
        ..place.probe(sh("sleep 5; exit 1"), 7)
    };
    assert_eq!(answer_of(&slow, &Watch::default()), Open, "out of time");
    let called_off = Watch::calling_off_after(Duration::from_millis(50));
    let slow = place.probe(sh("sleep 5; exit 1"), 8);
    assert_eq!(answer_of(&slow, &called_off), Open, "called off");
    let missing = json!({"command": {"run": ["/no/such/program"]}});
    assert_eq!(ask(&place, 9, missing), Open, "nothing to start");
}

#[test]
fn an_http_target_says_no_by_404_or_by_another_answer_than_expected() {
    let place = Place::new();
    let cases = [
        (ok(r#"{"done": true}"#), Yes),
        (ok(r#"{"done": false}"#), No),
        (Reply::Answer(404, "no such deployment".to_owned()), No),
        (Reply::Answer(410, String::new()), No),
        // These answers come from a proxy in front of the target.
        (Reply::Answer(301, String::new()), Open),
        (Reply::Answer(401, String::new()), Open),
        (Reply::Answer(429, String::new()), Open),
        (Reply::Answer(500, r#"{"done": false}"#.to_owned()), Open),
        (Reply::Answer(503, String::new()), Open),
        (Reply::HangUp, Open),
    ];
    for (number, (reply, wanted)) in (1..).zip(cases) {
        let server = Server::new(vec![reply]);
        let http = json!({"url": server.url, "expect_json": {"/done": true}});
        let answer = ask(&place, number, json!({ "http": http }));
        assert_eq!(answer, wanted, "case {number}");
    }
    let http = json!({"http": {"url": NOBODY_LISTENS}});
    assert_eq!(ask(&place, 20, http), Open, "nobody listens");
}

#[test]
fn a_file_says_no_by_not_being_there_or_by_what_stands_in_it() {
    let place = Place::new();
    let evidence = |path: &str, format: &str| json!({"evidence": {"kind": "report", "path": place.text(path), "format": format}});
    assert_eq!(ask(&place, 1, evidence("missing", "file")), No);
    std::fs::write(place.path("there"), "x").unwrap();
    assert_eq!(ask(&place, 2, evidence("there", "file")), Yes);
    let failing =
        r#"<testsuite name="s" tests="1"><testcase name="t"><failure/></testcase></testsuite>"#;
    std::fs::write(place.path("report"), failing).unwrap();
    assert_eq!(ask(&place, 3, evidence("report", "junit")), No);
    // No user can read a link that points to itself.
    std::os::unix::fs::symlink(place.path("loop"), place.path("loop")).unwrap();
    assert_eq!(ask(&place, 4, evidence("loop", "file")), Open);
    std::fs::create_dir(place.path("directory")).unwrap();
    assert_eq!(ask(&place, 5, evidence("directory", "file")), Open);
    let closed = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(place.path("there"), closed).unwrap();
    let readable_by_us = std::fs::read(place.path("there")).is_ok();
    let wanted = if readable_by_us { Yes } else { Open };
    assert_eq!(ask(&place, 6, evidence("there", "file")), wanted);
}
