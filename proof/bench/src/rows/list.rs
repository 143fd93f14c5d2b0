//! Lists of fifty, filtered and sorted, of ten thousand changes and of a million.

use std::path::Path;

use serde_json::Value;

use super::bench::{Bench, expect};
use crate::client::{Client, request};
use crate::fill;
use crate::house::House;
use crate::outcome::Outcome;
use crate::results::Results;

/// The queries that the product's pages make, in turn: every sort order, with the filters of a person, a state, a
/// level, a phase.
const LISTS: [&str; 6] = [
    "state=in_review&sort=updated",
    "requester=liam.murphy&open=true&sort=updated",
    "open=true&sort=-opened",
    "open=true&risk=high&sort=risk",
    "phase=scheduled&sort=-updated",
    "process=itil4&open=true&sort=number",
];

/// The file that marks a store of a million changes as complete.
const WHOLE: &str = "whole";

pub(super) fn run(bench: &mut Bench, results: &mut Results) -> Outcome<()> {
    let (data, token) = bench.filled()?;
    measure(bench, &data, &token, ("list", results))?;
    if bench.options.million {
        let data = million(bench)?;
        let token = House::open(&data, 1)?.token("karen.oduya")?;
        measure(bench, &data, &token, ("list-million", results))?;
    }
    Ok(())
}

fn measure(
    bench: &Bench,
    data: &Path,
    token: &str,
    (id, results): (&str, &mut Results),
) -> Outcome<()> {
    let server = bench.serve(data)?;
    let lists: Vec<Vec<u8>> = LISTS
        .iter()
        .map(|list| {
            request(
                "GET",
                &format!("/api/v1/changes?{list}&limit=50"),
                token,
                "",
            )
        })
        .collect();
    let firsts = firsts(bench, &mut Client::connect(server.address)?, &lists)?;
    for _ in 0..bench.options.repeats() {
        bench.load_for(&server, &lists, (id, results), |index, answer| {
            expect(answer, 200)?;
            match firsts.get(index).is_some_and(|first| first == answer.body) {
                true => Ok(()),
                false => Err("a list differs from the one before".into()),
            }
        })?;
    }
    server.stop()
}

/// Returns the answer of each list while nothing is written: a full page.
fn firsts(bench: &Bench, client: &mut Client, lists: &[Vec<u8>]) -> Outcome<Vec<Vec<u8>>> {
    let full = bench.options.size(50, 1);
    let first = |list: &Vec<u8>| {
        let answer = client.call(list)?;
        expect(&answer, 200)?;
        let page: Value = serde_json::from_slice(answer.body)?;
        let rows = page
            .get("items")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        match rows >= full {
            true => Ok(answer.body.to_vec()),
            false => Err(format!("a page of {rows} rows").into()),
        }
    };
    lists.iter().map(first).collect()
}

/// Returns the store of a million changes, which is created the first time it is requested.
fn million(bench: &Bench) -> Outcome<std::path::PathBuf> {
    let count = bench.options.size(1_000_000, 400);
    let name = bench.options.size(1, 0);
    let data = bench
        .options
        .dir
        .join(["a-few", "million"].get(name).copied().unwrap_or_default());
    if !data.join(WHOLE).exists() {
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        println!("filling {} with {count} changes, once", data.display());
        fill::fill(&bench.options.root, &data, count)?;
        std::fs::write(data.join(WHOLE), "")?;
    }
    Ok(data)
}
