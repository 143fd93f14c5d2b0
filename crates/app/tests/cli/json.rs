//! What `--json` prints.

use crate::house::House;
use serde_json::Value;

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn scripts_get_whole_answers_on_one_stream_and_refusals_on_the_other() {
    let house = House::open();
    house.request("Update the message");
    let receipt = house.says("olga", "change open -f request.yaml --json");
    assert_eq!(
        keys(&receipt.json()),
        ["change", "number", "position", "replayed", "version"]
    );
    assert_eq!(receipt.err, "");

    let list = house.says("olga", "change list --json").json();
    assert_eq!(keys(&list), ["items", "next"]);
    assert_eq!(list["items"][0]["state"], "draft");
    let me = house.says("olga", "whoami --json").json();
    assert_eq!(
        me["roles"],
        serde_json::json!([{"process": "service-platform", "role": "engineer", "on_behalf_of": null}])
    );
    assert_eq!(
        keys(&house.says("olga", "inbox --json").json()),
        ["mine", "others"]
    );
    assert_eq!(
        keys(&house.says("olga", "change show CR-0001 --json").json()),
        ["change", "timeline"]
    );
    let preview = house
        .says("olga", "change preview -f request.yaml --json")
        .json();
    assert_eq!(preview["model"], "standard");

    let refused = house.says("lars", "change start CR-0001 --json");
    assert_eq!((refused.out.as_str(), refused.code), ("", 5));
    let error: Value = serde_json::from_str(&refused.err).unwrap();
    assert_eq!(error["error"]["exit"], "conflict");
    assert_eq!(
        keys(&error["error"]),
        ["exit", "hint", "id", "message", "reasons"]
    );
    assert_eq!(
        keys(&error["error"]["reasons"][0]),
        ["code", "hint", "message", "place", "requirements"]
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let house = House::set_up();
    let mut command = house.command("", "process schema");
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn evidence_is_taken_with_what_it_says() {
    let house = House::open();
    house.request("Update the message");
    house.says("olga", "change open -f request.yaml").done();
    house.file(
        "unit.xml",
        "<testsuite><testcase name='a'/><testcase name='b'><failure/></testcase></testsuite>",
    );
    let taken = house
        .says(
            "olga",
            "change evidence CR-0001 unit.xml --kind test:unit --json",
        )
        .json();
    assert_eq!(taken["passed"], false);
    assert_eq!(taken["summary"], "2 tests, 1 failed, 0 errors, 0 skipped");
    let said = house.pipes(
        "olga",
        "change evidence CR-0001 - --kind test:unit --name unit.xml",
        "no report",
    );
    insta::assert_snapshot!(said.all(), @r"
    error: not a JUnit report: its outermost element is neither `testsuites` nor `testsuite`
      at body
    hint: send a complete report, or name another kind
    = 1
    ");
}
