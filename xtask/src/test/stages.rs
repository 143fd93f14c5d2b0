//! Lists the stages of `cargo xtask test`.

use crate::cargo;
use serde_json::{Value, json};
use std::fmt;
use std::path::Path;
use std::process::Stdio;

/// The suites of faults kill processes for minutes; they run once, optimised, in a stage of their own.
const FAULTS: &str = "faults";

pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) work: Work,
}

pub(super) enum Work {
    Packages,
    Tidy,
    /// The arguments that cargo runs with.
    Cargo(Vec<String>),
    /// A script of this repository and its arguments.
    Python(Vec<String>),
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Work::Packages => write!(f, "what the tests need from the system"),
            Work::Tidy => write!(f, "cargo xtask tidy"),
            Work::Cargo(arguments) => write!(f, "cargo {}", arguments.join(" ")),
            Work::Python(arguments) => write!(f, "python3 {}", arguments.join(" ")),
        }
    }
}

/// Returns the stages in order, cheapest first.
pub(super) fn all(root: &Path) -> Result<Vec<Stage>, Box<dyn std::error::Error>> {
    let suites = test_targets(&cargo::metadata(root)?);
    let has_faults = suites.iter().any(|suite| suite == FAULTS);
    let tests = if has_nextest(root) {
        nextest(has_faults)
    } else {
        cargo_test(&suites)
    };

    let mut stages = vec![
        Stage {
            name: "packages",
            work: Work::Packages,
        },
        cargo_stage("fmt", "fmt --all --check"),
        Stage {
            name: "tidy",
            work: Work::Tidy,
        },
        cargo_stage(
            "clippy",
            "clippy --workspace --all-targets --all-features -- -D warnings",
        ),
        Stage {
            name: "tests",
            work: Work::Cargo(tests),
        },
        cargo_stage("doctests", "test --doc --workspace --no-fail-fast"),
        cargo_stage("hunt", "run --quiet -p placet-hunt"),
        cargo_stage("demo", "run --release --quiet -- demo --once"),
        // The binary is the one that the demo was built as.
        Stage {
            name: "api",
            work: Work::Python(split("proof/api/hostile.py --placet target/release/placet")),
        },
        cargo_stage("sim", "test --release -p placet-sim -- --nocapture"),
        cargo_stage(
            "model",
            "test --release -p placet-model --features armed -- --nocapture",
        ),
    ];
    if has_faults {
        stages.push(cargo_stage(
            FAULTS,
            "test --release -p placet --features armed --test faults -- --nocapture --test-threads 1",
        ));
    }
    Ok(stages)
}

fn cargo_stage(name: &'static str, arguments: &str) -> Stage {
    Stage {
        name,
        work: Work::Cargo(split(arguments)),
    }
}

/// An expression that matches nothing is an error for nextest, so it names the suites of faults only where there is one.
fn nextest(has_faults: bool) -> Vec<String> {
    let mut arguments = split("nextest run --workspace --no-fail-fast --no-tests pass");
    if has_faults {
        arguments.extend(["-E".to_owned(), format!("not binary({FAULTS})")]);
    }
    arguments
}

/// Plain `cargo test` cannot leave one suite out; it can name all others.
fn cargo_test(suites: &[String]) -> Vec<String> {
    let mut arguments = split("test --workspace --no-fail-fast --lib --bins");
    for suite in suites.iter().filter(|suite| *suite != FAULTS) {
        arguments.extend(["--test".to_owned(), suite.clone()]);
    }
    arguments
}

fn test_targets(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut names: Vec<String> = packages
        .flat_map(|package| package["targets"].as_array().into_iter().flatten())
        .filter(|target| target["kind"] == json!(["test"]))
        .filter_map(|target| Some(target["name"].as_str()?.to_owned()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn has_nextest(root: &Path) -> bool {
    let status = cargo::command(root)
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn split(arguments: &str) -> Vec<String> {
    arguments.split(' ').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{cargo_test, nextest, test_targets};
    use serde_json::json;

    #[test]
    fn the_suites_of_faults_do_not_run_twice() {
        let suites = ["faults".to_owned(), "scenarios".to_owned()];
        assert!(nextest(true).ends_with(&["-E".to_owned(), "not binary(faults)".to_owned()]));
        assert!(!nextest(false).contains(&"-E".to_owned()));
        assert!(cargo_test(&suites).ends_with(&["--test".to_owned(), "scenarios".to_owned()]));
        assert!(!cargo_test(&suites).contains(&"faults".to_owned()));
    }

    #[test]
    fn test_suites_are_read_from_the_manifests() {
        let target = |name: &str, kind: &str| json!({"name": name, "kind": [kind]});
        let metadata = json!({"packages": [
            {"targets": [target("placet", "bin"), target("main", "test"), target("faults", "test")]},
            {"targets": [target("placet_store", "lib"), target("main", "test")]},
        ]});
        assert_eq!(test_targets(&metadata), ["faults", "main"]);
    }
}
