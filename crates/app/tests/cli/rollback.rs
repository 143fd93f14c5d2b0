//! A rollback by command.

use crate::house::{House, REQUEST};

// 001.B2: a failed step undoes what was done, and the command line says so.
#[test]
fn a_failed_step_is_rolled_back_and_a_wait_for_its_end_fails() {
    let house = House::open();
    let target = house.file("motd", "before\n");
    let steps = format!(
        "plan:\n  steps:\n    - id: write\n      action: {{write: {{path: {0}, content: \"hello\\n\"}}}}\n      \
         check: {{command: {{run: [/bin/grep, -q, hello, {0}]}}}}\n      undo: previous\n    - id: break\n      \
         action: {{command: {{run: [/bin/sh, -c, 'echo it broke; exit 3']}}}}\n      check: {{command: {{run: [/bin/true]}}}}\n      \
         undo: none\n",
        target.display()
    );
    house.file(
        "request.yaml",
        &format!("process: service-platform\nmodel: standard\ntitle: T\n{REQUEST}{steps}"),
    );
    house
        .says("olga", "change open -f request.yaml --submit")
        .done();
    house
        .says(
            "tina",
            "change review CR-0001 --kind technical --passed --tick-all",
        )
        .done();
    house.says("lars", "change approve CR-0001").done();
    house
        .says("olga", "change tick CR-0001 --checklist before --all")
        .done();
    let said = house.says("olga", "change wait CR-0001 --for finished --timeout 20s");
    assert_eq!(said.code, 1, "{}", said.out);
    let said = house.says(
        "olga",
        "change wait CR-0001 --for state=rolled_back --timeout 20s",
    );
    assert_eq!(said.code, 0, "{}", said.out);
    assert_eq!(std::fs::read_to_string(target).unwrap(), "before\n");
    let shown = house.says("olga", "change show CR-0001").done();
    let plan = shown
        .split("\nplan, ")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    insta::assert_snapshot!(plan, @r"
    backed out, because step `break` failed: ended with exit code 3
      1. write  undone
         does: writes [DIR]/motd
         undo: puts back what was there before
      2. break  undone
         does: /bin/sh -c 'echo it broke; exit 3'
         undo: leaves nothing behind
    ");
}
