//! Writes the numbers of the suites into `docs/how-it-is-tested.md`, so that no person types them.

use crate::outcome::Outcome;
use crate::suites::SUITES;
use placet_proof::grouped;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// Where the suites of a test run leave their reports.
pub(crate) const TEST: &str = "target/proof/test";
/// Where a soak keeps what it has done.
pub(crate) const SOAK: &str = "target/proof/soak.json";

const PAGE: &str = "docs/how-it-is-tested.md";
/// The numbers on the page, as they were measured.
const NUMBERS: &str = "docs/how-it-is-tested.json";

/// Takes the reports of the last test run and of the soak, as far as they are there, and writes both files.
pub(crate) fn write(root: &Path) -> Outcome {
    let mut numbers = read(&root.join(NUMBERS))?
        .as_object()
        .cloned()
        .unwrap_or_default();
    let mut test = numbers
        .get("test")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    for suite in SUITES {
        let report = root.join(TEST).join(format!("{}.json", suite.name));
        if report.exists() {
            test.insert(suite.name.to_owned(), read(&report)?);
        }
    }
    numbers.insert("test".to_owned(), Value::Object(test));
    if root.join(SOAK).exists() {
        numbers.insert("soak".to_owned(), without_output(read(&root.join(SOAK))?));
    }
    let numbers = Value::Object(numbers);
    fs::write(root.join(NUMBERS), format!("{numbers:#}\n"))?;
    let page = fs::read_to_string(root.join(PAGE))?;
    fs::write(root.join(PAGE), filled(&page, &numbers)?)?;
    println!("{PAGE} and {NUMBERS} are written");
    Ok(true)
}

/// The output of a failed slice contains paths of one machine.
fn without_output(mut soak: Value) -> Value {
    let suites = soak.get_mut("suites").and_then(Value::as_object_mut);
    for suite in suites.into_iter().flat_map(|suites| suites.values_mut()) {
        let failures = suite.get_mut("failures").and_then(Value::as_array_mut);
        for failure in failures.into_iter().flatten() {
            if let Some(failure) = failure.as_object_mut() {
                failure.remove("output");
            }
        }
    }
    soak
}

fn read(path: &Path) -> Result<Value, Box<dyn std::error::Error>> {
    match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(_) => Ok(json!({})),
    }
}

/// Returns the page with its two tables.
fn filled(page: &str, numbers: &Value) -> Result<String, String> {
    let page = replace(page, "test", &test_table(&numbers["test"]))?;
    replace(&page, "soak", &soak_table(&numbers["soak"]))
}

/// Replaces what is between `<!-- numbers: NAME -->` and `<!-- end -->`.
fn replace(page: &str, name: &str, table: &str) -> Result<String, String> {
    let mark = format!("<!-- numbers: {name} -->\n");
    let (before, rest) = page
        .split_once(&mark)
        .ok_or_else(|| format!("{PAGE} has no `{}`", mark.trim()))?;
    let (_, after) = rest
        .split_once("<!-- end -->")
        .ok_or_else(|| format!("{PAGE} has no `<!-- end -->` after `{}`", mark.trim()))?;
    Ok(format!("{before}{mark}{table}<!-- end -->{after}"))
}

fn test_table(test: &Value) -> String {
    let mut table = String::from("| suite | seed | what it did | seconds |\n|---|---|---|---|\n");
    for suite in SUITES {
        let report = &test[suite.name];
        if let Some(counts) = report["counts"].as_object() {
            let (name, seconds) = (suite.name, report["seconds"].as_f64().unwrap_or(0.0));
            table += &format!(
                "| {name} | {} | {} | {seconds:.0} |\n",
                report["seed"],
                told(counts)
            );
        }
    }
    table
}

fn soak_table(soak: &Value) -> String {
    let mut table = format!(
        "First seed {}. A seed of a failure repeats it.\n\n| suite | units | what it did | minutes | failures |\n|---|---|---|---|---|\n",
        soak["seed"]
    );
    for suite in SUITES {
        let suites = soak.get("suites");
        let Some(done) = suites.and_then(|suites| suites.get(suite.name)) else {
            continue;
        };
        if let Some(counts) = done["counts"].as_object() {
            let failures: Vec<String> = done["failures"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|failure| format!("seed {}", failure["seed"]))
                .collect();
            let failures = if failures.is_empty() {
                "none".to_owned()
            } else {
                failures.join(", ")
            };
            table += &format!(
                "| {} | {} {} | {} | {:.0} | {failures} |\n",
                suite.name,
                grouped(done["units"].as_u64().unwrap_or(0)),
                suite.unit,
                told(counts),
                done["seconds"].as_f64().unwrap_or(0.0) / 60.0,
            );
        }
    }
    table
}

fn told(counts: &Map<String, Value>) -> String {
    let told = counts
        .iter()
        .map(|(what, count)| format!("{} {what}", grouped(count.as_u64().unwrap_or(0))));
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{NUMBERS, PAGE, filled, read};
    use std::path::Path;

    #[test]
    fn the_page_shows_the_numbers_that_were_measured() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let page = std::fs::read_to_string(root.join(PAGE)).unwrap();
        let numbers = read(&root.join(NUMBERS)).unwrap();
        assert!(
            filled(&page, &numbers).unwrap() == page,
            "{PAGE} does not show {NUMBERS}; run `cargo xtask page`"
        );
    }
}
