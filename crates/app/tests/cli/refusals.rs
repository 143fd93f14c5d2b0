//! Refusals: text, hint and exit code.

use crate::house::House;

#[test]
fn every_kind_of_refusal_has_its_exit_code_and_says_why() {
    let house = House::open();
    house.request("Update the message");

    // 2: the command line itself.
    assert_eq!(house.run("change").code, 2);
    assert_eq!(house.run("change frobnicate").code, 2);
    assert_eq!(house.run("change approve CR-1 --digest xyz").code, 2);
    assert_eq!(house.run("change close CR-1 --code fine").code, 2);
    assert_eq!(house.run("--url gopher://x whoami").code, 2);

    // 3: not known, or not allowed.
    insta::assert_snapshot!(house.run("whoami").all(), @r"
    error: this call needs a token or a session
    hint: set PLACET_TOKEN to a token of yours; `placet token create --data DIR --person ID` issues one
    = 3
    ");
    house
        .says("olga", "change open -f request.yaml --submit")
        .done();
    house
        .says(
            "tina",
            "change review CR-0001 --kind technical --passed --tick-all",
        )
        .done();
    // T1: the requester does not approve.
    insta::assert_snapshot!(house.says("olga", "--json change approve CR-0001").err, @r#"
    {
      "error": {
        "exit": "denied",
        "hint": "",
        "id": "",
        "message": "`olga`, or an account or agent of the same person, asked for this change",
        "reasons": [
          {
            "code": "requester_may_not_approve",
            "hint": "ask another person who holds one of the roles",
            "message": "`olga`, or an account or agent of the same person, asked for this change",
            "place": "",
            "requirements": [
              "001.A1",
              "001.R1"
            ]
          }
        ]
      }
    }
    "#);
    insta::assert_snapshot!(house.says("bot", "change approve CR-0001").err, @r"
    error: this token does not have the scope `approve`
    hint: use another token, or issue one with this scope
    ");

    // 4: something must happen first.
    let said = house.says(
        "olga",
        "change wait CR-0001 --for authorized --timeout 100ms",
    );
    insta::assert_snapshot!(said.all(), @r"
    CR-0001: awaiting_approval, still waiting

    before approve
      open  approvals
            approval is missing: Acknowledged by the Team Lead [001.A1, 001.T1, 001.T2, 001.T3, 001.G3, 001.R1]
            hint: can be given by lars
            who can help: lars
    = 4
    ");
    house
        .says(
            "lars",
            "change approve CR-0001 --condition 'tell the users'",
        )
        .done();
    insta::assert_snapshot!(house.says("olga", "change start CR-0001").all(), @r"
    error: the change may not start: 2 reasons
      conditions: condition 1 set by `lars` is not met: tell the users
      checklist.before: 4 of checklist `before` not done: Current state backed up; Rollback plan verified; Stakeholders notified; Monitoring updated [001.I1]
    hint: report it with `placet change condition`
    hint: tick them with `placet change tick --checklist before`
    = 4
    ");

    // 5: it has moved on.
    insta::assert_snapshot!(house.says("olga", "change submit CR-0001").all(), @r"
    error: `submit` is not possible while the change is `approved`
      at state
    hint: look at the change's page or `placet change show` for what is possible now
    = 5
    ");
    insta::assert_snapshot!(house.says("olga", "change comment CR-0001 hi --if-version 3").all(), @r"
    error: the change has version `12`, not `3`
      at If-Match
    hint: read the change again, then decide
    = 5
    ");
    let said = house.says("lars", "change approve CR-0001 --digest 0123456789ab");
    assert_eq!(said.code, 5, "{}", said.err);

    // 1: it is not there.
    insta::assert_snapshot!(house.says("olga", "change show CR-1999-0001").all(), @r"
    error: there is no change `CR-1999-0001`
    hint: check the spelling; other organizations' data is not shown
    = 1
    ");
    insta::assert_snapshot!(house.says("olga", "change list --phase someday").all(), @r"
    error: `someday` is not a valid value of `phase`
      at phase
    hint: see `/openapi.json` for the values
    = 1
    ");
}

#[test]
fn a_rejection_ends_what_was_waited_for() {
    let house = House::open();
    house.request("Update the message");
    house
        .says("olga", "change open -f request.yaml --submit")
        .done();
    house
        .says(
            "tina",
            "change review CR-0001 --kind technical --passed --tick-all",
        )
        .done();
    house
        .says("lars", "change reject CR-0001 --reason 'not this week'")
        .done();
    let said = house.says("olga", "change wait CR-0001 --for authorized --timeout 5s");
    insta::assert_snapshot!(said.all(), @r"
    CR-0001: rejected, so it can no longer reach the goal (run idle)
    = 3
    ");
}

#[test]
fn a_server_that_is_not_there_is_told_with_its_address() {
    let house = House::empty();
    let mut command = house.command("", "--url http://127.0.0.1:9 whoami");
    let output = command.env("PLACET_TOKEN", "plc_x").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.starts_with("error: `http://127.0.0.1:9` cannot be reached: "),
        "{told}"
    );
    assert!(
        told.ends_with("hint: check PLACET_URL and that `placet serve` runs there\n"),
        "{told}"
    );
}

// T18: a title that another person wrote cannot act on the terminal of a reader.
#[test]
fn control_characters_of_others_are_shown_and_not_obeyed() {
    let house = House::open();
    house.request("Update the message");
    let text = "line\u{1b}[2J\u{202e}drawkcab";
    house.says("olga", "change open -f request.yaml").done();
    house.pipes("olga", "change comment CR-0001 -", text).done();
    let shown = house.says("olga", "change show CR-0001").done();
    assert!(shown.contains("line\\u{1b}[2J\\u{202e}drawkcab"), "{shown}");
    let json = house.says("olga", "--json change show CR-0001");
    assert!(!json.out.contains(['\u{1b}', '\u{202e}']));
    let timeline = json.json()["timeline"].as_array().unwrap().clone();
    assert_eq!(timeline.last().unwrap()["text"], text);
}
