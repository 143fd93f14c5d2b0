//! Create and submit, with audit, durable: over HTTP against a real server, and in-process.

use std::sync::Mutex;

use placet_domain::change::{Command, Request};
use placet_domain::{ChangeId, PersonId};

use super::bench::{Bench, CLIENTS, expect, text};
use crate::client::request;
use crate::cpu;
use crate::house::{self, ENGINEERS, House};
use crate::load::{self, Done};
use crate::outcome::Outcome;
use crate::results::Results;

pub(super) fn run(bench: &mut Bench, results: &mut Results) -> Outcome<()> {
    for _ in 0..bench.options.repeats() {
        over_http(bench, results)?;
        in_process(bench, results)?;
    }
    Ok(())
}

fn over_http(bench: &Bench, results: &mut Results) -> Outcome<()> {
    let count = bench.options.size(9_000, 80);
    let dir = bench.fresh()?;
    let data = dir.path().join("data");
    let [first, ..] = ENGINEERS;
    let token = House::create(&bench.options.root, &data, 1)?.token(first)?;
    let server = bench.serve(&data)?;

    let create: Vec<Vec<u8>> = (0..count)
        .map(|index| {
            request(
                "POST",
                "/api/v1/changes",
                &token,
                &house::normal(index).to_string(),
            )
        })
        .collect();
    let opened = Mutex::new(Vec::with_capacity(count));
    let disk = bench.disk()?;
    let before = server.cpu()?;
    let done = load::send_each(server.address, CLIENTS, &create, |_, answer| {
        expect(answer, 201)?;
        let body = answer.body.to_vec();
        opened.lock().map_err(|_| "a client panicked")?.push(body);
        Ok(())
    })?;
    add(
        results,
        "create-http",
        done,
        server.cpu()?.saturating_sub(before),
        disk,
    );

    let opened = opened.into_inner().map_err(|_| "a client panicked")?;
    let submit: Vec<Vec<u8>> = opened
        .iter()
        .map(|body| {
            let path = format!("/api/v1/changes/{}/submit", text(body, "/number")?);
            Ok(request("POST", &path, &token, "{}"))
        })
        .collect::<Outcome<_>>()?;
    let disk = bench.disk()?;
    let before = server.cpu()?;
    let done = load::send_each(server.address, CLIENTS, &submit, |_, answer| {
        expect(answer, 200)
    })?;
    add(
        results,
        "submit-http",
        done,
        server.cpu()?.saturating_sub(before),
        disk,
    );
    server.stop()
}

fn in_process(bench: &Bench, results: &mut Results) -> Outcome<()> {
    let count = bench.options.size(9_000, 80);
    let dir = bench.fresh()?;
    let house = House::create(&bench.options.root, &dir.path().join("data"), 1)?;
    let [first, ..] = ENGINEERS;
    let person: PersonId = first.parse()?;
    let requests: Vec<Request> = (0..count)
        .map(|index| house::request(&house::normal(index)))
        .collect::<Outcome<_>>()?;
    let opened: Mutex<Vec<ChangeId>> = Mutex::default();

    let pid = std::process::id();
    let disk = bench.disk()?;
    let before = cpu::of_process(pid)?;
    let done = load::each(CLIENTS, count, |index| {
        let request = requests.get(index).ok_or("no such request")?.clone();
        let receipt = house.open_change(&person, request)?;
        opened
            .lock()
            .map_err(|_| "a client panicked")?
            .push(receipt.change);
        Ok(())
    })?;
    add(
        results,
        "create-engine",
        done,
        cpu::of_process(pid)?.saturating_sub(before),
        disk,
    );

    let opened = opened.into_inner().map_err(|_| "a client panicked")?;
    let disk = bench.disk()?;
    let before = cpu::of_process(pid)?;
    let done = load::each(CLIENTS, count, |index| {
        let change = opened.get(index).ok_or("no such change")?;
        house.say(&person, *change, Command::Submit).map(|_| ())
    })?;
    // The clients are threads of the same process, so their CPU time is included in the figure.
    add(
        results,
        "submit-engine",
        done,
        cpu::of_process(pid)?.saturating_sub(before),
        disk,
    );
    Ok(())
}

fn add(
    results: &mut Results,
    id: &str,
    done: Done,
    cpu: std::time::Duration,
    disk: crate::disk::Disk,
) {
    let measured = results.add(id, done.per_second());
    measured.cpu_ms.push(done.ms_each(cpu));
    if id.ends_with("http") {
        measured.client_cpu_ms.push(done.ms_each(done.clients));
    }
    measured.disk.push(disk);
}
