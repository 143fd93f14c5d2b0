//! The storm: the server is killed at random moments, started again, and killed again, while people work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::client::{Calls, Client};
use crate::host::{self, KilledShims};
use crate::person::{MANAGER, Person};
use crate::rng::Rng;
use crate::server::{House, Server};
use crate::settings::Settings;
use crate::target::Target;

/// Longest time for a start.
const START: Duration = Duration::from_secs(60);
/// Longest time for a graceful end.
const END: Duration = Duration::from_secs(30);
/// Kills between two verifications of the ledger while nobody runs.
const VERIFY_EVERY: u32 = 64;

/// What happened to the server.
#[derive(Default)]
pub(crate) struct Storm {
    pub(crate) kills: u32,
    pub(crate) kills_during_start: u32,
    pub(crate) kills_while_ending: u32,
    pub(crate) graceful_ends: u32,
    pub(crate) host_crashes: u32,
    /// Times from each start until the server was ready.
    pub(crate) ready: Vec<Duration>,
    pub(crate) killed_shims: KilledShims,
    /// Signed checkpoints that were handed out meanwhile.
    pub(crate) checkpoints: Vec<String>,
}

/// Everybody gives up when the test itself fails.
struct GiveUp<'a>(&'a Calls);

impl Drop for GiveUp<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.give_up.store(true, Ordering::SeqCst);
        }
    }
}

/// Lets the storm rage, and gives back a server on which everything has ended.
pub(crate) fn rage(
    settings: &Settings,
    house: &House,
    target: &Target,
    calls: &Calls,
) -> (Storm, Server) {
    let settle = AtomicBool::new(false);
    let rng = Rng::new(settings.seed);
    std::thread::scope(|scope| {
        let _give_up = GiveUp(calls);
        for index in 0..settings.people {
            let mut person = Person {
                client: Client::new(calls),
                rng: rng.fork(1000 + index),
                plans: rng.fork(2000 + index),
                target,
                settle: &settle,
                index,
                token: MANAGER + 1 + usize::try_from(index % 4).unwrap(),
                under_way: settings.under_way_each,
            };
            scope.spawn(move || person.live(settings.settle));
        }
        let mut raging = Raging {
            house,
            calls,
            rng: rng.fork(1),
            storm: Storm::default(),
        };
        while raging.storm.kills < settings.kills {
            raging.round();
        }
        let server = raging.up();
        settle.store(true, Ordering::SeqCst);
        (raging.storm, server)
    })
}

struct Raging<'a> {
    house: &'a House,
    calls: &'a Calls,
    rng: Rng,
    storm: Storm,
}

impl Raging<'_> {
    fn round(&mut self) {
        if self.rng.percent(12) {
            // Up to a little longer than the last start took.
            let start = self
                .storm
                .ready
                .last()
                .map_or(Duration::from_millis(50), |time| *time * 5 / 4);
            let server = self.house.start();
            std::thread::sleep(start * u32::try_from(self.rng.below(1000)).unwrap() / 1000);
            self.storm.kills_during_start += 1;
            self.kill(server);
            return;
        }
        let mut server = self.up();
        if self.rng.percent(30) {
            self.keep_checkpoint();
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
            self.house.log()
        );
        match self.rng.below(100) {
            0..5 => {
                let status = server
                    .terminate(END)
                    .expect("the server does not end when it is asked to");
                assert!(status.success(), "the server ended with {status}");
                self.storm.graceful_ends += 1;
                self.calls.whereabouts.set(None);
            }
            5..9 => {
                server.ask_to_end();
                std::thread::sleep(Duration::from_micros(self.rng.below(8_000)));
                self.storm.kills_while_ending += 1;
                self.kill(server);
            }
            _ => self.kill(server),
        }
    }

    fn kill(&mut self, server: Server) {
        server.kill();
        self.calls.whereabouts.set(None);
        self.storm.kills += 1;
        if self.rng.percent(6) {
            host::crash(&self.house.data, &mut self.storm.killed_shims);
            self.storm.host_crashes += 1;
        }
        if self.storm.kills.is_multiple_of(VERIFY_EVERY) {
            placet_store::verify(&self.house.data, &[]).expect("I9: the ledger of a killed server");
        }
    }

    fn up(&mut self) -> Server {
        let mut server = self.house.start();
        let Some((address, time)) = server.ready(START) else {
            panic!("not ready within {START:?}: {}", self.house.log());
        };
        self.storm.ready.push(time);
        self.calls.whereabouts.set(Some(address));
        server
    }

    fn keep_checkpoint(&mut self) {
        let note = Client::new(self.calls).get(MANAGER, "/checkpoint");
        let note = note.filter(|note| note.code == 200);
        self.storm
            .checkpoints
            .extend(note.and_then(|note| note.json.as_str().map(str::to_owned)));
    }
}
