//! What processes carry until its machinery runs: windows, signals, votes, notifications, reports. Until then these
//! tables are what keeps every figure of the sources in the files.
//!
//! A line of `tests/carried/<process>.txt` is `REQUIREMENT PATH = VALUE`; indented lines go on with the value. Of a map
//! only the keys given are compared, so that `from` and what was added to the source do not matter; lists are compared
//! whole.

use std::collections::{BTreeMap, BTreeSet};

use placet_domain::node;
use placet_domain::process::{Machinery, Parsed, parse, trace};
use serde_json::Value;

const SOURCES: [(&str, &str); 5] = [
    ("000", "rechain-dao"),
    ("001", "service-platform"),
    ("002", "acgs-1"),
    ("003", "cr-loop"),
    ("004", "ecommerce"),
];

struct Row {
    requirement: String,
    path: String,
    expected: Value,
}

fn file(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn process(name: &str) -> Parsed {
    let text = file(&format!("../../processes/{name}.yaml"));
    parse(text.as_bytes()).unwrap_or_else(|all| panic!("{name}: {all:?}"))
}

fn rows(name: &str) -> Vec<Row> {
    let text = file(&format!("tests/carried/{name}.txt"));
    let mut lines: Vec<String> = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match (line.strip_prefix(' '), lines.last_mut()) {
            (Some(more), Some(last)) => *last = format!("{last} {}", more.trim_start()),
            _ => lines.push(line.to_owned()),
        }
    }
    let row = |line: &String| {
        let (place, value) = line
            .split_once(" = ")
            .unwrap_or_else(|| panic!("no value: {line}"));
        let (requirement, path) = place
            .split_once(' ')
            .unwrap_or_else(|| panic!("no path: {line}"));
        let value = node::read(value.as_bytes()).unwrap_or_else(|all| panic!("{line}: {all:?}"));
        Row {
            requirement: requirement.to_owned(),
            path: path.to_owned(),
            expected: value.to_json(),
        }
    };
    lines.iter().map(row).collect()
}

/// Whether a value is what is expected, apart from keys that nothing is expected of.
fn is_as_expected(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().all(|(key, value)| {
            found
                .get(key)
                .is_some_and(|found| is_as_expected(value, found))
        }),
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len()
                && expected
                    .iter()
                    .zip(found)
                    .all(|(e, f)| is_as_expected(e, f))
        }
        _ => expected == found,
    }
}

#[test]
fn every_figure_stands_in_its_process() {
    let mut wrong = Vec::new();
    for (source, name) in SOURCES {
        let parsed = process(name);
        for row in rows(name) {
            let place = format!("{} {name}: {}", row.requirement, row.path);
            if !row.requirement.starts_with(source) {
                wrong.push(format!("{place} belongs to another source"));
            }
            match parsed.node.find(&row.path).map(node::Node::to_json) {
                None => wrong.push(format!("{place} is missing")),
                Some(found) if !is_as_expected(&row.expected, &found) => {
                    wrong.push(format!(
                        "{place}\n  expected {}\n  found    {found}",
                        row.expected
                    ));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_requirement_that_only_waits_for_machinery_has_a_row() {
    let mut missing = Vec::new();
    for (_, name) in SOURCES {
        let mut runs: BTreeMap<String, bool> = BTreeMap::new();
        for row in trace(&process(name)) {
            *runs.entry(row.requirement).or_default() |= row.machinery == Machinery::Runs;
        }
        let carried: BTreeSet<String> = rows(name).into_iter().map(|row| row.requirement).collect();
        let waiting = runs
            .into_iter()
            .filter(|(id, runs)| !runs && !carried.contains(id));
        missing.extend(waiting.map(|(id, _)| id));
    }
    assert!(missing.is_empty(), "without a row: {}", missing.join(" "));
}

#[test]
fn a_changed_figure_is_noticed() {
    let json = |text: &str| node::read(text.as_bytes()).unwrap().to_json();
    let found = json(r#"{when: "> 5%", for: 5m, from: [x], steps: [{traffic: 5%}]}"#);
    for (expected, fits) in [
        (r#"{when: "> 5%", for: 5m}"#, true),
        (r#"{when: "> 6%", for: 5m}"#, false),
        ("{until: 5m}", false),
        ("{steps: [{traffic: 5%}]}", true),
        ("{steps: [{traffic: 5%}, {traffic: 25%}]}", false),
    ] {
        assert_eq!(is_as_expected(&json(expected), &found), fits, "{expected}");
    }
}
