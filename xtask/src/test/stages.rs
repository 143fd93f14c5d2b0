//! Lists the stages of `cargo xtask test`.

use crate::cargo;
use serde_json::{Value, json};
use std::fmt;
use std::path::Path;
use std::process::Stdio;

/// The suites of faults kill processes for minutes; they run once, optimized, in a stage of their own.
const FAULTS: &str = "faults";

/// The program as it is shipped, which the demo builds.
const SHIPPED: &str = "target/release/placet";

/// The crates that have doc tests. Building and searching any other crate would be wasted time.
const DOC_TESTED: [&str; 1] = ["ledger"];

pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) work: Work,
}

pub(super) enum Work {
    Packages,
    Tidy,
    /// A program that must not die where a program of the tests dies.
    Unarmed(&'static str),
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
            Work::Unarmed(program) => {
                write!(f, "no planted bug and no point of death in {program}")
            }
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
        cargo_stage("clippy", "clippy --workspace --all-targets -- -D warnings"),
        cargo_stage(
            "no-demo",
            "clippy -p placet --no-default-features --all-targets -- -D warnings",
        ),
        Stage {
            name: "tests",
            work: Work::Cargo(tests),
        },
        Stage {
            name: "doctests",
            work: Work::Cargo(doc_tests()),
        },
        cargo_stage("hunt", "run --quiet -p placet-hunt"),
        cargo_stage("demo", "run --release --quiet -- demo --once"),
        Stage {
            name: "unarmed",
            work: Work::Unarmed(SHIPPED),
        },
        Stage {
            name: "api",
            work: Work::Python(split(&format!("proof/api/hostile.py --placet {SHIPPED}"))),
        },
        cargo_stage("sim", "test --profile proof -p placet-sim -- --nocapture"),
        cargo_stage(
            "model",
            "test --profile proof -p placet-model -- --nocapture",
        ),
    ];
    if has_faults {
        stages.push(cargo_stage(
            FAULTS,
            "test --profile proof -p placet --test faults -- --nocapture --test-threads 1",
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

fn doc_tests() -> Vec<String> {
    let packages = DOC_TESTED
        .iter()
        .flat_map(|name| ["-p".to_owned(), format!("placet-{name}")]);
    let tests = split("test --doc --no-fail-fast").into_iter();
    tests.chain(packages).collect()
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
    use super::{DOC_TESTED, cargo_test, nextest, test_targets};
    use crate::tree::Tree;
    use serde_json::json;
    use std::collections::BTreeSet;
    use std::path::Path;

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

    #[test]
    fn every_crate_with_doc_tests_is_known() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
        let tree = Tree::load(&root).unwrap();
        let sources = tree
            .with_extension(&["rs"])
            .filter(|(path, _)| path.contains("/src/"));
        let tested = sources.filter(|(_, text)| has_doc_test(text));
        let crates: BTreeSet<&str> = tested
            .filter_map(|(path, _)| path.split('/').next())
            .collect();
        assert_eq!(crates.into_iter().collect::<Vec<_>>(), DOC_TESTED);
    }

    #[test]
    fn an_example_in_a_comment_is_a_doc_test_unless_it_is_text() {
        assert!(has_doc_test(
            "/// Adds.\n/// ```\n/// add(1, 2);\n/// ```\n"
        ));
        assert!(has_doc_test("//! ```rust\n//! ```\n"));
        assert!(!has_doc_test("/// ```text\n/// a -> b\n/// ```\n"));
        assert!(!has_doc_test("// ```\n"));
    }

    /// An example without a language is Rust; every second fence closes one.
    fn has_doc_test(text: &str) -> bool {
        let comments = text.lines().filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("///")
                .or_else(|| line.strip_prefix("//!"))
        });
        let fences = comments.filter_map(|line| line.trim().strip_prefix("```"));
        let mut openings = fences.step_by(2);
        openings.any(|language| matches!(language, "" | "rust" | "no_run" | "should_panic"))
    }
}
