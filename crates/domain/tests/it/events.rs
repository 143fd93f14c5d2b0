//! Events are a persisted contract: each variant, as it is stored, reads back and writes the same.
//!
//! `tests/events.jsonl` holds stored events. A line is never changed or removed: old ledgers hold such events. A new
//! variant or a new optional field gets a line of its own.

use std::collections::BTreeSet;

use placet_domain::change::Recorded;
use placet_domain::digest::canonical_json;
use serde_json::Value;

const PINNED: &str = include_str!("../events.jsonl");
const SOURCE: &str = include_str!("../../src/change/event.rs");

fn lines() -> impl Iterator<Item = (usize, &'static str)> {
    PINNED
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
}

#[test]
fn every_pinned_event_reads_back_and_writes_the_same() {
    for (number, line) in lines() {
        let stored: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("line {number}: {error}"));
        let recorded: Recorded = serde_json::from_value(stored.clone())
            .unwrap_or_else(|error| panic!("line {number}: {error}"));
        let written = serde_json::to_value(&recorded).unwrap();
        assert_eq!(
            Some(recorded.event.name()),
            stored["event"]["type"].as_str(),
            "line {number}"
        );
        assert_eq!(
            canonical_json(&written),
            canonical_json(&stored),
            "line {number}"
        );
    }
}

#[test]
fn every_variant_is_pinned() {
    // A variant stands at the first level of the enum's body, so at an indent of four.
    let body = SOURCE
        .split("pub enum Event {")
        .nth(1)
        .unwrap()
        .split("\n}\n")
        .next()
        .unwrap();
    let declared: BTreeSet<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap())
        .collect();
    let pinned: BTreeSet<String> = lines()
        .map(|(_, line)| {
            serde_json::from_str::<Value>(line).unwrap()["event"]["type"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let missing: Vec<_> = declared
        .iter()
        .filter(|name| !pinned.contains(**name))
        .collect();
    assert!(declared.len() > 40, "the enum was not found");
    assert!(missing.is_empty(), "not pinned: {missing:?}");
}
