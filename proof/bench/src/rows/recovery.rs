//! SIGKILL with a thousand plans in flight, and the time until the next step is done.

use std::thread::sleep;
use std::time::Duration;

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::change::Command;

use super::bench::{Bench, expect, text};
use crate::client::{Client, request};
use crate::house::{self, ENGINEERS, House};
use crate::load;
use crate::outcome::Outcome;
use crate::results::Results;

/// Steps that take no thread and have no effect, so that all plans are in flight at the same time.
const STEPS: usize = 50;
const WAIT: &str = "1s";
/// How long the server runs before it is killed.
const RUN: Duration = Duration::from_millis(1500);
/// How long to wait, so that every wait in flight is over when the next server starts.
const DEAD: Duration = Duration::from_millis(1200);
const TRIES_MAX: usize = 100_000;

pub(super) fn run(bench: &mut Bench, results: &mut Results) -> Outcome<()> {
    let plans = bench.options.size(1_000, 20);
    let dir = bench.fresh()?;
    let data = dir.path().join("data");
    let token = in_flight(bench, &data, plans)?;
    let mut server = bench.serve(&data)?;
    for _ in 0..bench.options.repeats() {
        sleep(RUN);
        let before = last(&mut Client::connect(server.address)?, &token)?;
        server.kill()?;
        let killed = Timestamp::now();
        if before >= killed {
            return Err("the clock went back".into());
        }
        sleep(DEAD);
        let disk = bench.disk()?;
        server = bench.serve(&data)?;
        let mut client = Client::connect(server.address)?;
        let mut tries = 0;
        while last(&mut client, &token)? <= killed {
            tries += 1;
            if tries > TRIES_MAX {
                return Err("no step was done after the restart".into());
            }
        }
        let took = server.begun.elapsed();
        results
            .add("recovery", took.as_secs_f64() * 1e3)
            .disk
            .push(disk);
    }
    server.stop()
}

/// Starts this many plans in this process, where no step runs, and returns a token.
fn in_flight(bench: &Bench, data: &std::path::Path, plans: usize) -> Outcome<String> {
    let house = House::create(&bench.options.root, data, 1)?;
    let [first, ..] = ENGINEERS;
    let person: PersonId = first.parse()?;
    load::each(64, plans, |index| {
        let change = house
            .open_change(&person, house::request(&house::waits(index, STEPS, WAIT))?)?
            .change;
        house.say(&person, change, Command::Submit)?;
        house.say(&person, change, Command::Start)?;
        Ok(())
    })?;
    house.token(first)
}

/// Returns the time of the most recent update of any change.
fn last(client: &mut Client, token: &str) -> Outcome<Timestamp> {
    let answer = client.call(&request(
        "GET",
        "/api/v1/changes?sort=updated&limit=1",
        token,
        "",
    ))?;
    expect(&answer, 200)?;
    Ok(text(answer.body, "/items/0/updated")?.parse()?)
}
