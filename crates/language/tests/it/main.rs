//! The process file and the people file: what is refused and how it is reported, and the files that ship.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr
)]

mod files;
mod fuzz;
mod meaning;
mod people;
mod shape;
mod text;

use placet_language::Problem;
use placet_language::process::{Parsed, parse};

/// A small process that passes every check.
const SMALL: &str = include_str!("small.yaml");

/// The small process with one text replaced by another.
fn edited(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "`{from}` is not in the small process");
    SMALL.replacen(from, to, 1)
}

/// Returns what is reported of a text: one line for each problem, or `ok`.
fn told(text: &str) -> String {
    match parse(text.as_bytes()) {
        Ok(_) => "ok".to_owned(),
        Err(problems) => lines(&problems),
    }
}

fn lines(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn small() -> Parsed {
    parse(SMALL.as_bytes()).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

/// Edits the small process in each given way and compares what is reported, all differences at once.
fn assert_told(cases: &[(&str, &str, &str)]) {
    let mut wrong = String::new();
    for (from, to, expected) in cases {
        let told = told(&edited(from, to));
        if told != *expected {
            wrong.push_str(&format!(
                "--- {from:?} -> {to:?}\nexpected: {expected}\ntold:     {told}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
