//! Runs the scripts under `tests/scenarios`.
//!
//! A script is a sequence of commands, each followed by `----` and what came of it. `UPDATE_SCENARIOS=1` writes what
//! comes of the commands now into the files, for a person to read before it is committed. The commands:
//!
//! ```text
//! process rechain-dao                      which process, with its people from examples/
//! now 2026-11-23T09:00:00Z                 the clock
//! later 2h                                 the clock goes on
//! ana open                                 a person's verb; its body follows as YAML, indented
//!   include itil4/request.yaml             entries of a file under tests/scenarios that the body does not have itself
//! ana+ben approve                          the same of several persons, in turn
//! ana open as other                        a second change, called `other`
//! of other                                 the following commands are about that change
//! request small                            a request to open others like; its body follows
//! request large like small                 the same with other values
//! ana open like small as other             a change with that request's values, and those of the body
//! ana preview like small                   what that request would lead to
//! role ana cto, role ana -cto              gives a role, takes a role
//! outcome backup succeeded                 a step's attempt ends: succeeded | failed TEXT | gave_up TEXT | unknown TEXT
//!                                          | not_started
//! late backup forward 1 succeeded          the same for an attempt that need not be in flight
//! settle                                   the engine records what follows now that time has passed
//! quietly                                  of what follows in the block only refusals are shown
//! show state|gates|reasons|approvals|risk|run|deadline
//! ```
//!
//! In a body `~run` stands for a command. After each script the invariants of `crate::invariants` are asserted of every
//! history in it.

mod command;
mod play;
mod show;
mod text;
mod world;

use std::path::{Path, PathBuf};

fn scripts(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "txt") {
            found.push(path);
        }
    }
}

#[test]
fn every_script_plays_as_written() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let update = std::env::var_os("UPDATE_SCENARIOS").is_some();
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let mut found = Vec::new();
    scripts(&dir, &mut found);
    found.sort();
    let mut wrong = Vec::new();
    let mut played = 0;
    for path in found {
        if !path.to_string_lossy().contains(&only) {
            continue;
        }
        played += 1;
        let written = std::fs::read_to_string(&path).unwrap();
        let now = play::play(&written);
        if now == written {
            continue;
        }
        if update {
            std::fs::write(&path, &now).unwrap();
        } else {
            let line = written
                .lines()
                .zip(now.lines())
                .take_while(|(a, b)| a == b)
                .count();
            let was = written.lines().nth(line).unwrap_or("<end>");
            let is = now.lines().nth(line).unwrap_or("<end>");
            wrong.push(format!(
                "{}:{}\n  written: {was}\n  now:     {is}",
                path.display(),
                line + 1
            ));
        }
    }
    println!("{played} scripts");
    assert!(played > 0, "no scripts were found");
    assert!(
        wrong.is_empty(),
        "{} scripts play differently:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
