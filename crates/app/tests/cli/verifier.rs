//! The independent verifier reads what Placet exports.

use std::path::Path;
use std::process::Command;

use crate::house::{House, REQUEST};

/// Returns a command of steps that write the same file one after the other.
fn steps(house: &House, last: &str) -> String {
    let file = house.path("motd");
    let write = |id: &str, word: &str| {
        format!(
            "    - id: {id}\n      action: {{write: {{path: {0}, content: \"{word}\\n\"}}}}\n      \
             check: {{command: {{run: [/bin/grep, -q, {word}, {0}]}}}}\n      undo: previous\n",
            file.display()
        )
    };
    format!(
        "plan:\n  steps:\n{}{}    - id: last\n      action: {{command: {{run: [/bin/sh, -c, '{last}']}}}}\n      \
         check: {{command: {{run: [/bin/true]}}}}\n      undo: none\n  after_back_out:\n    - command: {{run: [/bin/true]}}\n",
        write("one", "first"),
        write("two", "second"),
    )
}

// I1 to I10, I12: `tools/verify.py` shares no code with the product. A real history is justified; `tools/test_verify.py`
// then tampers with it in every way it knows and signs it again, and each is found.
#[test]
fn the_verifier_in_python_finds_a_history_justified_and_every_tampering_wrong() {
    let house = House::open();
    house.file("motd", "before\n");
    let request = format!(
        "process: service-platform\nmodel: normal\ntitle: New message\nstakeholders: [paul]\n{REQUEST}{}",
        steps(&house, "exit 0")
    );
    house.file("request.yaml", &request);
    let says = |who: &str, line: &str| house.says(who, line).done();
    says("olga", "change open -f request.yaml --submit");
    for (who, kind) in [("tina", "technical"), ("paul", "business")] {
        says(
            who,
            &format!("change review CR-0001 --kind {kind} --passed --tick-all"),
        );
    }
    for who in ["emil", "paul", "lars"] {
        says(who, "change approve CR-0001 --comment fine");
    }
    let now = jiff::Timestamp::now();
    says("olga", &format!("change schedule CR-0001 --start {now}"));
    says("olga", "change tick CR-0001 --checklist before --all");
    says("olga", "change start CR-0001");
    says("olga", "change wait CR-0001 --for finished --timeout 30s");
    says("olga", "change tick CR-0001 --checklist during --all");
    says("olga", "change verify CR-0001");
    says("olga", "change tick CR-0001 --checklist after --all");
    house.review_planned();
    says("olga", "change close CR-0001 --code successful");

    let request = format!(
        "process: service-platform\nmodel: standard\ntitle: Broken\n{REQUEST}{}",
        steps(&house, "exit 3")
    );
    house.file("request.yaml", &request);
    says("olga", "change open -f request.yaml --submit");
    says(
        "tina",
        "change review CR-0002 --kind technical --passed --tick-all",
    );
    says("lars", "change approve CR-0002");
    says("olga", "change tick CR-0002 --checklist before --all");
    says(
        "olga",
        "change wait CR-0002 --for state=rolled_back --timeout 30s",
    );
    // It stays, so that the controls can be run again by hand.
    let export = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifier-export");
    let _ = std::fs::remove_dir_all(&export);
    let exported = house
        .run(&format!(
            "ledger export --data data --to {} --json",
            export.display()
        ))
        .json();

    let tools = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools");
    let python = |script: &str| {
        let output = Command::new("python3")
            .arg(format!("{tools}/{script}"))
            .arg(&export)
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{said}");
        said
    };
    let said = python("verify.py");
    assert!(
        said.starts_with(&format!("ok: {} entries", exported["size"])),
        "{said}"
    );
    assert!(
        said.contains("2 changes, 6 forward starts justified"),
        "{said}"
    );
    python("test_verify.py");
}
