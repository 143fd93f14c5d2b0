//! Runs the scripts under `tests/scenarios`.
//!
//! Each script is a test of its own, named after its folder and file:
//! `cargo nextest run -p placet-domain --test scenarios edit_voids`.
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
//! In a body `~run` stands for a command. After each script the laws of `placet_laws` are asserted of every
//! history in it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod command;
mod play;
mod show;
mod text;
mod world;

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut scripts = Vec::new();
    find(&dir, &mut scripts);
    scripts.sort();
    assert!(!scripts.is_empty(), "no scripts were found");
    let trials = scripts.into_iter().map(|path| {
        let name = path.strip_prefix(&dir).unwrap().with_extension("");
        Trial::test(name.display().to_string(), move || plays_as_written(&path))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn find(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "txt") {
            found.push(path);
        }
    }
}

fn plays_as_written(path: &Path) -> Result<(), Failed> {
    let written = std::fs::read_to_string(path)?;
    let now = play::play(&written);
    if now == written {
        return Ok(());
    }
    if std::env::var_os("UPDATE_SCENARIOS").is_some() {
        return Ok(std::fs::write(path, &now)?);
    }
    let pairs = written.lines().zip(now.lines());
    let line = pairs.take_while(|(was, is)| was == is).count();
    let was = written.lines().nth(line).unwrap_or("<end>");
    let is = now.lines().nth(line).unwrap_or("<end>");
    Err(format!(
        "{}:{}\n  written: {was}\n  now:     {is}",
        path.display(),
        line + 1
    )
    .into())
}
