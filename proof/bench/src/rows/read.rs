//! Read one change over HTTP.

use super::bench::{Bench, expect, text};
use crate::client::{Client, request};
use crate::outcome::Outcome;
use crate::results::Results;

/// Changes that are read in turn, spread over the whole store.
const READ: usize = 500;

pub(super) fn run(bench: &mut Bench, results: &mut Results) -> Outcome<()> {
    let (data, token) = bench.filled()?;
    let server = bench.serve(&data)?;
    let numbers = numbers(&mut Client::connect(server.address)?, &token)?;
    let reads: Vec<Vec<u8>> = numbers
        .iter()
        .map(|number| request("GET", &format!("/api/v1/changes/{number}"), &token, ""))
        .collect();
    for _ in 0..bench.options.repeats() {
        bench.load_for(&server, &reads, ("read", results), |index, answer| {
            expect(answer, 200)?;
            // It checks that it is the right change, without the cost of parsing the whole answer.
            let number = numbers.get(index).ok_or("no such number")?.as_bytes();
            match answer
                .body
                .windows(number.len())
                .take(200)
                .any(|seen| seen == number)
            {
                true => Ok(()),
                false => Err("the answer is of another change".into()),
            }
        })?;
    }
    server.stop()
}

/// Returns numbers of changes from all over the store.
pub(super) fn numbers(client: &mut Client, token: &str) -> Outcome<Vec<String>> {
    let mut numbers = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/changes?sort=number&limit=200&cursor={cursor}");
        let answer = client.call(&request("GET", &path, token, ""))?;
        expect(&answer, 200)?;
        let page: serde_json::Value = serde_json::from_slice(answer.body)?;
        let items = page
            .get("items")
            .and_then(serde_json::Value::as_array)
            .ok_or("a page without items")?;
        let found = items
            .iter()
            .filter_map(|item| item.get("number")?.as_str().map(str::to_owned));
        numbers.extend(found);
        match text(answer.body, "/next") {
            Ok(next) => cursor = next,
            Err(_) => break,
        }
    }
    let every = (numbers.len() / READ).max(1);
    Ok(numbers.into_iter().step_by(every).collect())
}
