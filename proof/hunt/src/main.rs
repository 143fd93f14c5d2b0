//! Plants every bug and requires that an ordinary suite finds it: `cargo run -p placet-hunt [bug...]`.
//!
//! For each bug, `bugs.tsv` names a few of the ordinary tests. They are built as `cargo xtask test` builds them, with
//! the feature `armed` of `crates/teeth`. First they run unchanged and must pass: the control. Then they run with the
//! bug, which they know nothing about, and one of them must fail. A bug without a line, or a line whose tests do not
//! exist, is a failure too.
//!
//! | variable | meaning |
//! |---|---|
//! | `PLACET_PROOF_UNITS` | how many bugs, counted from the first |

#![allow(clippy::print_stdout, reason = "a hunt says what it found")]

mod binaries;
mod failure;
mod suite;
mod table;

use std::collections::BTreeMap;
use std::process::ExitCode;

use placet_proof::{Report, Settings};
use placet_teeth::Bug;

use binaries::Binaries;
use failure::Failure;
use suite::{End, run};
use table::{Line, TABLE, parse};

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    match hunt(&names) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Tells whether every bug was found by tests that pass without it.
fn hunt(names: &[String]) -> Result<bool, Failure> {
    let mut lines = parse(TABLE)?;
    let unknown = |name: &&String| lines.iter().all(|line| line.bug.name() != name.as_str());
    if let Some(name) = names.iter().find(unknown) {
        return Err(format!("`{name}` is not a bug").into());
    }
    lines.retain(|line| names.is_empty() || names.iter().any(|name| name == line.bug.name()));
    let settings = Settings::from_environment(Bug::ALL.len() as u64);
    lines.truncate(usize::try_from(settings.units).unwrap_or(usize::MAX));
    let mut report = Report::begin("hunt", settings);

    // All of these binaries were already built for the other tests.
    let packages = lines.iter().map(|line| line.package);
    let binaries = Binaries::build(packages.filter(|_| !names.is_empty()))?;
    let controls = controls(&binaries, &lines)?;
    let mut found = 0;
    for line in &lines {
        let verdict = match controls.get(&line.suite()) {
            Some(End::Passed(_)) => run(&binaries, line, Some(line.bug))?,
            _ => End::Broken("its control did not pass".to_owned()),
        };
        match verdict {
            End::Failed(tests) => {
                found += 1;
                let by = tests.first().map_or("", String::as_str);
                println!(
                    "found  {:<30} {} {} {by}",
                    line.bug.name(),
                    line.package,
                    line.target
                );
            }
            End::Passed(tests) => {
                println!("MISSED {:<30} {tests} tests passed", line.bug.name());
            }
            End::Broken(why) => println!("BROKEN {:<30} {why}", line.bug.name()),
        }
    }
    report.add("bugs planted", lines.len() as u64);
    report.add("bugs found", found);
    report.add("controls passed", controls.values().map(passed).sum());
    report.end();
    Ok(found == lines.len() as u64)
}

/// Runs each suite once without a bug.
fn controls<'a>(
    binaries: &Binaries,
    lines: &'a [Line],
) -> Result<BTreeMap<(&'a str, &'a str, &'a str), End>, Failure> {
    let mut controls = BTreeMap::new();
    for line in lines {
        if controls.contains_key(&line.suite()) {
            continue;
        }
        let end = run(binaries, line, None)?;
        if let End::Failed(tests) = &end {
            println!(
                "CONTROL {} {} fails without a bug: {}",
                line.package,
                line.filter,
                tests.join(", ")
            );
        }
        controls.insert(line.suite(), end);
    }
    Ok(controls)
}

fn passed(end: &End) -> u64 {
    u64::from(matches!(end, End::Passed(_)))
}
