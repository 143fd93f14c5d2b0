//! A server's house, what its changes act on, and the people who keep working whatever happens to the server.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use placet_proof::Rng;

use super::client::{Calls, Client};
use super::house::{House, Server};
use super::keeper::{Keeper, Seen};
use super::person::{MANAGER, Person};
use super::target::Target;

/// Approves; the others open and implement.
const PEOPLE: [&str; 5] = [
    "alice.moore",
    "karen.oduya",
    "liam.murphy",
    "monica.reyes",
    "niklas.berg",
];

/// How many people work and how much.
pub(crate) struct Crowd {
    pub(crate) people: u64,
    /// Changes that one of them has under way at the same time.
    pub(crate) under_way_each: usize,
    /// Longest time for everything to end after the last fault.
    pub(crate) settle: Duration,
}

impl Default for Crowd {
    fn default() -> Self {
        Self {
            people: 6,
            under_way_each: 2,
            settle: Duration::from_secs(90),
        }
    }
}

/// Everything that a suite does harm to.
pub(crate) struct World {
    pub(crate) dir: PathBuf,
    pub(crate) house: House,
    pub(crate) target: Target,
    pub(crate) calls: Calls,
    pub(crate) rng: Rng,
    pub(crate) crowd: Crowd,
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

impl World {
    /// Sets up a world below `dir`.
    pub(crate) fn new(dir: &Path, seed: u64) -> Self {
        Self::with_data(dir, &dir.join("data"), seed)
    }

    /// Does the same with the server's data in another place, so that the other files are not lost with the data.
    pub(crate) fn with_data(dir: &Path, data: &Path, seed: u64) -> Self {
        let house = House::new(dir, data);
        let tokens = PEOPLE.iter().map(|person| house.token(person)).collect();
        Self {
            dir: dir.to_owned(),
            target: Target::new(&dir.join("target")),
            calls: Calls::new(tokens),
            house,
            rng: Rng::new(seed),
            crowd: Crowd::default(),
        }
    }

    /// Lets people work while `weather` does harm, and returns a server on which everything has ended.
    pub(crate) fn live_through(&self, weather: impl FnOnce(&mut Keeper<'_>)) -> (Seen, Server) {
        let settle = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let _give_up = GiveUp(&self.calls);
            for index in 0..self.crowd.people {
                let mut person = Person {
                    client: Client::new(&self.calls),
                    rng: self.rng.fork(1000 + index),
                    plans: self.rng.fork(2000 + index),
                    target: &self.target,
                    settle: &settle,
                    index,
                    token: MANAGER + 1 + usize::try_from(index % 4).unwrap(),
                    under_way: self.crowd.under_way_each,
                };
                scope.spawn(move || person.live(self.crowd.settle));
            }
            let mut keeper = Keeper::new(self);
            weather(&mut keeper);
            let server = keeper.up();
            settle.store(true, Ordering::SeqCst);
            (keeper.seen, server)
        })
    }
}
