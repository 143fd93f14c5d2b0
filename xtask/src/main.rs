//! Runs the repository's own chores: `cargo xtask <command>`.

#![allow(clippy::print_stdout, reason = "printing is what a chore is for")]

mod bench;
mod cargo;
mod modules;
mod outcome;
mod page;
mod problem;
mod rust_source;
mod soak;
mod suites;
mod test;
mod tidy;
mod trace;
mod tree;

use outcome::Outcome;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  tidy                       check the house rules that no compiler checks
  tidy --list RULE           show every place that breaks a rule of the ratchet
  tidy --write-ratchet       record how often each rule of the ratchet is broken today
  trace [--json] [--strict]  show the rule and the test of every requirement
  test [stage...]            run every check and test, or only the stages named
  soak [--minutes N] [--restart] [suite...]
                             run the suites of faults for long, and go on where the last soak stopped
  page                       write the numbers of the last test run and soak into docs/how-it-is-tested.md
  bench [--smoke] [--million] [--write] [row...]
                             measure the rows of docs/benchmarks.md
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root()?;
    match words.as_slice() {
        ["tidy"] => tidy::run(&root),
        ["tidy", "--list", rule] => tidy::list(&root, rule),
        ["tidy", "--write-ratchet"] => tidy::write_ratchet(&root),
        ["trace", options @ ..] => trace::run(&root, options),
        ["bench", arguments @ ..] => bench::run(&root, arguments),
        ["soak", arguments @ ..] => soak::run(&root, arguments),
        ["page"] => page::write(&root),
        ["test", stages @ ..] => test::run(&root, stages),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(true)
        }
        other => Err(format!("unknown command `{}`\n\n{USAGE}", other.join(" ")).into()),
    }
}

/// Finds the workspace: cargo names this crate's folder when it runs it; the workspace is one above.
fn root() -> Result<PathBuf, Box<dyn std::error::Error>> {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => Path::new(&folder)
            .parent()
            .map(Path::to_path_buf)
            .ok_or_else(|| "xtask has no parent folder".into()),
        None => Ok(std::env::current_dir()?),
    }
}
