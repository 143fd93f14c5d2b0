//! The time from spawn to the first answer with ten thousand changes, the memory of that server, and the binary.

use std::thread::sleep;
use std::time::Duration;

use super::bench::{Bench, CLIENTS, expect};
use super::read;
use crate::client::{Client, request};
use crate::outcome::Outcome;
use crate::results::Results;
use crate::{cpu, load};

/// How long the server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(2);
const MIB: f64 = 1_048_576.0;

pub(super) fn run(bench: &mut Bench, results: &mut Results) -> Outcome<()> {
    let (data, token) = bench.filled()?;
    let binary = std::fs::metadata(&bench.options.binary)?.len();
    let list = request("GET", "/api/v1/changes?open=true&limit=50", &token, "");
    for _ in 0..bench.options.repeats() {
        let server = bench.serve(&data)?;
        let mut client = Client::connect(server.address)?;
        expect(&client.call(&list)?, 200)?;
        results.add("start", server.begun.elapsed().as_secs_f64() * 1e3);
        sleep(if bench.options.smoke {
            Duration::ZERO
        } else {
            IDLE
        });
        results.add("memory", cpu::resident_bytes(server.pid())? as f64 / MIB);

        let reads: Vec<Vec<u8>> = read::numbers(&mut client, &token)?
            .iter()
            .map(|number| request("GET", &format!("/api/v1/changes/{number}"), &token, ""))
            .collect();
        load::send_each(server.address, CLIENTS, &reads, |_, answer| {
            expect(answer, 200)
        })?;
        results.add(
            "memory-busy",
            cpu::resident_bytes(server.pid())? as f64 / MIB,
        );
        results.add("binary", binary as f64 / 1e6);
        server.stop()?;
    }
    Ok(())
}
