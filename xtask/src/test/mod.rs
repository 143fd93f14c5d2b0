//! Runs every check and every test, and ends with one line: `N passed, N failed`.

mod packages;
mod stages;
mod tally;
mod unarmed;

use crate::outcome::Outcome;
use crate::{cargo, page, tidy};
use stages::{Stage, Work};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tally::Tally;

/// Runs all stages, or those that `names` lists, and continues after a stage that fails.
pub(crate) fn run(root: &Path, names: &[&str]) -> Outcome {
    let stages = chosen(stages::all(root)?, names)?;
    let mut total = Tally::default();
    let mut failing = Vec::new();
    let mut times = Vec::new();

    for stage in stages {
        println!("\n--- {}: {}", stage.name, stage.work);
        let start = Instant::now();
        let mut tally = Tally::default();
        let passed = work(root, &stage.work, &mut tally).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            false
        });
        tally.count(passed);
        if !passed {
            failing.push(stage.name);
        }
        times.push(line(stage.name, passed, tally, start.elapsed()));
        total += tally;
    }

    println!("\n{}", times.join("\n"));
    if !failing.is_empty() {
        println!("failing stages: {}", failing.join(", "));
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0)
}

fn chosen(stages: Vec<Stage>, names: &[&str]) -> Result<Vec<Stage>, String> {
    if names.is_empty() {
        return Ok(stages);
    }
    let known: Vec<&str> = stages.iter().map(|stage| stage.name).collect();
    if let Some(other) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!(
            "unknown stage `{other}`; there are {}",
            known.join(", ")
        ));
    }
    Ok(stages
        .into_iter()
        .filter(|stage| names.contains(&stage.name))
        .collect())
}

fn work(root: &Path, work: &Work, tally: &mut Tally) -> Outcome {
    match work {
        Work::Packages => packages::install(),
        Work::Tidy => tidy::run(root),
        Work::Unarmed(program) => unarmed::check(root, &root.join(program)),
        Work::Cargo(arguments) => stream(root, cargo::command(root), arguments, tally),
        Work::Python(arguments) => stream(root, Command::new("python3"), arguments, tally),
    }
}

/// The suites of faults leave what they did where the page finds it.
fn stream(root: &Path, mut program: Command, arguments: &[String], tally: &mut Tally) -> Outcome {
    program.current_dir(root).args(arguments);
    program.env("PLACET_PROOF_OUT", root.join(page::TEST));
    Ok(tally::stream(program, tally)?)
}

fn line(name: &str, passed: bool, tally: Tally, time: Duration) -> String {
    let verdict = if passed { "ok" } else { "FAILED" };
    let Tally { passed, failed } = tally;
    format!(
        "{name:<10} {verdict:<7} {:>7.1} s  {passed} passed, {failed} failed",
        time.as_secs_f64()
    )
}

#[cfg(test)]
mod tests {
    use super::stages::{Stage, Work};
    use super::{chosen, line};
    use crate::test::tally::Tally;
    use std::time::Duration;

    #[test]
    fn only_known_stages_can_be_chosen() {
        let stages = || {
            vec![
                Stage {
                    name: "tidy",
                    work: Work::Tidy,
                },
                Stage {
                    name: "packages",
                    work: Work::Packages,
                },
            ]
        };
        assert_eq!(chosen(stages(), &[]).unwrap().len(), 2);
        assert_eq!(chosen(stages(), &["tidy"]).unwrap().len(), 1);
        assert_eq!(
            chosen(stages(), &["lint"]).err().unwrap(),
            "unknown stage `lint`; there are tidy, packages"
        );
    }

    #[test]
    fn a_stage_shows_its_time_and_counts() {
        let tally = Tally {
            passed: 3,
            failed: 1,
        };
        assert_eq!(
            line("clippy", false, tally, Duration::from_millis(1250)),
            "clippy     FAILED      1.2 s  3 passed, 1 failed"
        );
    }
}
