//! Request files: read, refused and opened.

use crate::house::{House, REQUEST, Said};

fn open(house: &House, text: &str) -> Said {
    house.file("bad.yaml", text);
    house.says("olga", "change open -f bad.yaml --submit")
}

fn plan(steps: &str) -> String {
    format!(
        "process: service-platform\nmodel: standard\ntitle: T\n{REQUEST}plan:\n  steps:\n{steps}"
    )
}

// 001.C2: every problem of a request is reported with its place, and nothing is recorded.
#[test]
fn files_that_cannot_be_read_are_told_with_line_and_column() {
    let house = House::open();
    insta::assert_snapshot!(open(&house, "process: service-platform\ntitle: \"never ends\nsummary: x\n").all(), @r"
    error: `bad.yaml`: the request cannot be read
      line 2, column 8: `title`: not readable as YAML: invalid indentation in quoted scalar
    hint: check indentation, colons and quotes
    = 1
    ");
    insta::assert_snapshot!(open(&house, "- not\n- a map\n").all(), @r"
    error: `bad.yaml`: the request cannot be read
      line 1, column 1: a request is a map, and this is a list
    hint: write `field: value` on lines of their own
    = 1
    ");
    insta::assert_snapshot!(open(&house, "title: no process\n").all(), @r"
    error: `bad.yaml`: the request cannot be read
      line 1, column 1: the request does not say which process it follows
    hint: add a line such as `process: service-platform`
    = 1
    ");
    insta::assert_snapshot!(open(&house, &plan("    - {id: a, action: {comand: {run: [x]}}}\n")).all(), @r"
    error: `bad.yaml`: the request cannot be read
      line 16, column 32: `plan.steps[0].action.comand`: unknown variant `comand`, expected one of `command`, `http`, `install`, `write`, `wait`, `task`, `evidence`
    = 1
    ");
    insta::assert_snapshot!(open(&house, &plan("    - {id: a, action: {command: {run: x}}, timeout: soon}\n")).all(), @r#"
    error: `bad.yaml`: the request cannot be read
      line 16, column 39: `plan.steps[0].action.command.run`: invalid type: string "x", expected a sequence
    = 1
    "#);
    let undo = "    - {id: a, action: {command: {run: [x]}}, undo: {write: {path: /x}}}\n";
    insta::assert_snapshot!(open(&house, &plan(undo)).all(), @r"
    error: `bad.yaml`: the request cannot be read
      line 16, column 52: `plan.steps[0].undo`: data did not match any variant of untagged enum Undo
    = 1
    ");
    insta::assert_snapshot!(house.says("olga", "change open -f nowhere.yaml").all(), @r"
    error: reading `nowhere.yaml` failed: No such file or directory (os error 2)
    hint: check the path
    = 1
    ");
    assert_eq!(house.says("olga", "change list").out, "no changes\n");
}

#[test]
fn requests_that_mean_nothing_are_refused_with_every_reason() {
    let house = House::open();
    let cycle = plan(
        "    - {id: a, after: [b], action: {command: {run: [/bin/true]}}, check: {command: {run: [/bin/true]}}, undo: none}\n    \
             - {id: b, after: [a], action: {command: {run: [/bin/true]}}, check: {command: {run: [/bin/true]}}, undo: none}\n",
    );
    insta::assert_snapshot!(open(&house, &cycle).all(), @r"
    error: steps wait for each other in a circle: b -> a -> b
      at plan
    hint: remove one of the `after`
    = 1
    ");
    let missing = plan("    - {id: a, after: [z], action: {command: {run: [/bin/true]}}}\n");
    insta::assert_snapshot!(open(&house, &missing).all(), @r"
    error: the request has mistakes: 3 reasons
      plan.a: `a` waits for `z`, which does not exist
      plan.a: step `a`: it has no `check`, which this process asks of every step [001.C2, 001.I2]
      plan.a: step `a`: it has no `undo`, which this process asks of every step [001.C2, 001.I2]
    hint: did you mean `a`?
    hint: say what must hold afterwards
    hint: say how it is undone, or `reversibility: irreversible`
    = 1
    ");

    let fields = "process: service-platform\nmodel: standard\ntitle: \"T\\r\\nX\"\nprioritty: Low\nimpact: 7\ndowntime: maybe\nstakeholders: [nobody]\n";
    insta::assert_snapshot!(open(&house, fields).all(), @r"
    error: the request has mistakes: 5 reasons
      prioritty: there is no field `prioritty`
      title: `Title`: has several lines, and one is allowed
      stakeholders: `Stakeholders`: unknown person `nobody`
      downtime: `Users notice downtime`: is text
      impact: `Impact`: is a number, and text is expected
    hint: did you mean `priority`?
    hint: put the details into another field
    hint: the people are `bot`, `emil`, `lars`, `olga`, `paul`, `tina`
    hint: use `true` or `false`
    hint: write it as text
    = 1
    ");
}

#[test]
fn a_date_that_does_not_exist_is_refused() {
    let house = House::open();
    house.request("Update the message");
    house.says("olga", "change open -f request.yaml").done();
    let said = house.says(
        "olga",
        "change schedule CR-0001 --start 2026-02-30T10:00:00Z",
    );
    assert_eq!(said.code, 2);
    assert!(said.err.contains("2026-02-30T10:00:00Z"), "{}", said.err);
}

#[test]
fn a_draft_that_cannot_be_submitted_is_kept_under_its_number() {
    let house = House::open();
    house.file(
        "thin.yaml",
        "process: service-platform\nmodel: standard\ntitle: Thin\n",
    );
    let said = house.says("olga", "change open -f thin.yaml --submit");
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .starts_with("error: `CR-0001` was opened, but not submitted: "),
        "{}",
        said.err
    );
    let said = house.says("olga", "change preview -f thin.yaml");
    assert_eq!(said.code, 1, "{}", said.out);
    // What was missing can be given piece by piece.
    house.file("rest.yaml", REQUEST);
    house
        .says(
            "olga",
            "change edit CR-0001 -f rest.yaml --field priority=High --field downtime:=false",
        )
        .done();
    let detail = house.says("olga", "--json change show CR-0001").json();
    assert_eq!(detail["change"]["fields"]["priority"], "High");
    assert_eq!(detail["change"]["fields"]["downtime"], false);
    house
        .says("olga", "change edit CR-0001 --clear downtime")
        .done();
    let detail = house.says("olga", "--json change show CR-0001").json();
    assert_eq!(detail["change"]["fields"].get("downtime"), None);
}

#[test]
fn markdown_json_and_standard_input_say_the_same_as_yaml() {
    let house = House::open();
    let markdown = "---\nprocess: service-platform\nmodel: standard\n---\n# Title\r\nFrom Markdown\r\n\r\n# Services affected\n- gateway\n- orders\n";
    let number = |said: Said| {
        assert_eq!(said.code, 0, "{}", said.err);
        said.json()["number"].as_str().unwrap().to_owned()
    };
    let first = number(house.pipes("olga", "--json change open -f -", markdown));
    let json = "{\"model\": \"standard\", \"title\": \"From JSON\"}";
    let second = number(house.pipes(
        "olga",
        "--json change open -f - --process service-platform",
        json,
    ));
    let shown = |number: &str| {
        house
            .says("olga", &format!("--json change show {number}"))
            .json()["change"]
            .clone()
    };
    assert_eq!(shown(&first)["title"], "From Markdown");
    assert_eq!(
        shown(&first)["fields"]["services_affected"],
        serde_json::json!(["gateway", "orders"])
    );
    assert_eq!(shown(&second)["title"], "From JSON");
    let said = house.pipes("olga", "change open -f -", "# Title\nNo process\n");
    insta::assert_snapshot!(said.all(), @r"
    error: `-` does not say which process it follows
    hint: add `process: NAME` between lines of `---` at the top, or use --process NAME
    = 1
    ");
}
