//! The storm: the server is killed at random moments, started again, and killed again, while people work.

use std::time::Duration;

use placet_proof::{Report, Rng};

use crate::harness::house::Server;
use crate::harness::keeper::Keeper;

/// Longest time for a graceful end.
const END: Duration = Duration::from_secs(30);
/// Kills between two verifications of the ledger while no server runs.
const VERIFY_EVERY: u64 = 64;

/// What happened to the server.
#[derive(Default)]
pub(super) struct Counts {
    kills: u64,
    during_start: u64,
    while_ending: u64,
    graceful_ends: u64,
    host_crashes: u64,
}

impl Counts {
    pub(super) fn add(&self, report: &mut Report) {
        report.add("kills", self.kills);
        report.add("of them during start-up", self.during_start);
        report.add("of them while ending", self.while_ending);
        report.add("graceful ends", self.graceful_ends);
        report.add("host crashes", self.host_crashes);
    }
}

/// Kills the server this many times.
pub(super) fn rage(keeper: &mut Keeper<'_>, kills: u64) -> Counts {
    let rng = keeper.world.rng.fork(1);
    let mut storm = Storm {
        keeper,
        rng,
        counts: Counts::default(),
    };
    while storm.counts.kills < kills {
        storm.round();
    }
    storm.counts
}

struct Storm<'a, 'b> {
    keeper: &'a mut Keeper<'b>,
    rng: Rng,
    counts: Counts,
}

impl Storm<'_, '_> {
    fn round(&mut self) {
        if self.rng.percent(12) {
            // Up to a little longer than the last start took.
            let start = self
                .keeper
                .seen
                .ready
                .last()
                .map_or(Duration::from_millis(50), |time| *time * 5 / 4);
            let server = self.keeper.world.house.start();
            std::thread::sleep(start * u32::try_from(self.rng.below(1000)).unwrap() / 1000);
            self.counts.during_start += 1;
            self.kill(server);
            return;
        }
        let mut server = self.keeper.up();
        if self.rng.percent(30) {
            self.keeper.keep_checkpoint();
        }
        let life_ms = match self.rng.below(100) {
            0..45 => self.rng.below(30),
            45..85 => self.rng.below(150),
            _ => 150 + self.rng.below(350),
        };
        std::thread::sleep(
            Duration::from_millis(life_ms) + Duration::from_micros(self.rng.below(1000)),
        );
        assert!(
            !server.has_ended(),
            "the server ended by itself: {}",
            self.keeper.world.house.log()
        );
        match self.rng.below(100) {
            0..5 => {
                let status = server
                    .terminate(END)
                    .expect("the server does not end when it is asked to");
                assert!(status.success(), "the server ended with {status}");
                self.counts.graceful_ends += 1;
                self.keeper.is_at(None);
            }
            5..9 => {
                server.ask_to_end();
                std::thread::sleep(Duration::from_micros(self.rng.below(8_000)));
                self.counts.while_ending += 1;
                self.kill(server);
            }
            _ => self.kill(server),
        }
    }

    fn kill(&mut self, server: Server) {
        self.keeper.kill(server);
        self.counts.kills += 1;
        if self.rng.percent(6) {
            self.keeper.crash_host();
            self.counts.host_crashes += 1;
        }
        if self.counts.kills.is_multiple_of(VERIFY_EVERY) {
            placet_store::verify(&self.keeper.world.house.data, &[])
                .expect("I9: the ledger of a killed server");
        }
    }
}
