//! The whole life of a change by command.

use crate::house::{House, still};

// 001.T1 001.I1 001.I3: a standard change from its request to its end, by the command line alone.
#[test]
fn a_small_change_lives_its_whole_life() {
    let house = House::open();
    house.request("Update the message");
    insta::assert_snapshot!(house.says("olga", "change preview -f request.yaml").all(), @r"
    model     standard (standard)
    number    CR-{seq:4}, such as CR-0001
    risk      low
              impact by probability gives low: impact `Low`, probability `Low`
    rollback  full

    reviews
      Technical review: tina [001.V1, 001.C2]

    approvals
      Acknowledged by the Team Lead, within same day: lars [001.A1, 001.T1, 001.T2, 001.T3, 001.G3, 001.R1]

    nothing keeps it from being submitted
    = 0
    ");
    insta::assert_snapshot!(house.says("olga", "change open -f request.yaml --submit").all(), @r"
    CR-0001: open and submit done, now in_review (version 6)
    = 0
    ");
    insta::assert_snapshot!(still(&house.says("tina", "inbox").out), @r"
    number   what                               due  title
    CR-0001  needs a review (review:technical)  -    Update the message
    ");
    house
        .says(
            "tina",
            "change review CR-0001 --kind technical --passed --tick-all",
        )
        .done();

    // What is approved is shown whole, with the digest that the approval names.
    insta::assert_snapshot!(still(&house.says("lars", "change approve CR-0001 --comment fine").all()), @r#"
    CR-0001: Update the message
    requester  olga
    risk       low
               impact by probability gives low: impact `Low`, probability `Low`
    plan
      1. Look first (look)  pending
         does: /bin/true
           action: {"command":{"run":["/bin/true"]}}
           check: {"command":{"run":["/bin/true"]}}
           timeout: "10m"
         undo: leaves nothing behind
      2. Write the message (write)  pending
         does: writes [DIR]/motd
           action: {"write":{"content":"hello\n","path":"[DIR]/motd"}}
           check: {"command":{"run":["/bin/grep","-q","hello","[DIR]/motd"]}}
           timeout: "10m"
         undo: puts back what was there before
    digest     [SHA256]

    CR-0001: approve done, now approved (version 11)
    = 0
    "#);
    assert_eq!(
        house
            .says("olga", "change wait CR-0001 --for authorized --timeout 5s")
            .code,
        0
    );

    // With the last task ticked a standard change starts by itself.
    let said = house.says("olga", "change tick CR-0001 --checklist before --all");
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(
        house
            .says("olga", "change wait CR-0001 --for finished --timeout 20s")
            .code,
        0
    );
    assert_eq!(
        std::fs::read_to_string(house.path("motd")).unwrap(),
        "hello\n"
    );

    house
        .says("olga", "change tick CR-0001 --checklist during --all")
        .done();
    house.says("olga", "change verify CR-0001").done();
    house
        .says("olga", "change tick CR-0001 --checklist after --all")
        .done();
    house
        .says("olga", "change comment CR-0001 'All is well'")
        .done();
    assert_eq!(
        house
            .says("olga", "change close CR-0001 --code successful")
            .code,
        4
    );
    house.review_planned();
    house
        .says("olga", "change close CR-0001 --code successful")
        .done();
    assert_eq!(
        house.says("olga", "change wait CR-0001 --for closed").code,
        0
    );
    insta::assert_snapshot!(still(&house.says("olga", "change show CR-0001 --timeline").all()), @r"
    CR-0001: Update the message
    state      closed (closed)
    model      standard, standard, process service-platform
    risk       low
               impact by probability gives low: impact `Low`, probability `Low`
    requester  olga, implemented by olga
    closed as  successful
    digest     [SHA256]
    version    28

    approvals
      needed                         when    given by  could give it  due
      Acknowledged by the Team Lead  before  lars      -              [TIME]
      lars approved in round 1: fine

    plan, finished
      1. Look first (look)  succeeded
         does: /bin/true
         undo: leaves nothing behind
      2. Write the message (write)  succeeded
         does: writes [DIR]/motd
         undo: puts back what was there before

    timeline
      [TIME]  opened as CR-0001 with model standard  olga
      [TIME]  risk assessed as low  olga
      [TIME]  what will be approved is [DIGEST]  olga
      [TIME]  submitted, round 1  olga
      [TIME]  entered state in_review  olga
      [TIME]  1 approvals asked for  olga
      [TIME]  technical review by tina passed  tina
      [TIME]  entered state awaiting_approval  tina
      [TIME]  lars approved: fine  lars
      [TIME]  authorized for [DIGEST]  lars
      [TIME]  entered state approved  lars
      [TIME]  4 tasks of before done  olga
      [TIME]  implementation begun by olga  olga
      [TIME]  entered state implementing  olga
      [TIME]  step look: forward attempt 1 begun  olga
      [TIME]  step look succeeded  placet
      [TIME]  step write: forward attempt 1 begun  placet
      [TIME]  step write succeeded  placet
      [TIME]  every step is done  placet
      [TIME]  entered state implemented  placet
      [TIME]  4 tasks of during done  olga
      [TIME]  verified  olga
      [TIME]  entered state verified  olga
      [TIME]  4 tasks of after done  olga
      [TIME]  All is well  olga
      [TIME]  record review_after filled in  olga
      [TIME]  closed as successful  olga
      [TIME]  entered state closed  olga
    = 0
    ");
    insta::assert_snapshot!(house.says("olga", "change list").out, @r"
    number   state   risk  class     requester  start  title
    CR-0001  closed  low   standard  olga       -      Update the message
    ");
    assert_eq!(house.says("olga", "change list --open").out, "no changes\n");
}
