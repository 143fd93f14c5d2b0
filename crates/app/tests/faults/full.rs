//! The disk of the server's data fills up while changes run, and has room again later.

use std::fs::{File, remove_file};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use placet_proof::{Rng, Settings};

use crate::harness::client::Client;
use crate::harness::house::Server;
use crate::harness::keeper::Keeper;
use crate::harness::person::MANAGER;
use crate::harness::verdict::{self, Aftermath};
use crate::harness::volume::{Volume, on_a_volume};
use crate::harness::world::World;

/// Times that the disk fills up in a test run.
const FILLINGS: u64 = 20;
/// Fillings after which a store that acknowledges what it did not write must have lost data.
const CONTROL_FILLINGS: u64 = 3;
/// Room for data, in MiB; a test run takes a few.
const ROOM_MIB: u64 = 96;
/// Longest time until a full disk is noticed.
const FELT: Duration = Duration::from_secs(1);

// I1 to I14: no effect without a durable intent, nothing acknowledged is lost, reading works, and work goes on.
#[test]
fn a_disk_that_fills_up_loses_nothing_and_stops_nothing_for_good() {
    let settings = Settings::from_environment(FILLINGS);
    let room = ROOM_MIB + settings.units * 2;
    let tmpfs = |dir: &Path| Volume::tmpfs(dir, room);
    on_a_volume("full", settings, tmpfs, |world, _, report| {
        let aftermath = live_through_fillings(world, settings.units);
        report.add("times the disk was full", settings.units);
        let told = world.calls.told_full.load(Ordering::SeqCst);
        report.add("answers that said so", told);
        aftermath.must_be_clean(report);
        assert!(told > 0, "nobody was told that the disk is full");
    });
}

// The control: a store that acknowledges what it could not write is found out.
#[test]
fn a_full_disk_that_is_not_told_of_is_noticed() {
    let settings = Settings {
        units: CONTROL_FILLINGS,
        ..Settings::from_environment(0)
    };
    let tmpfs = |dir: &Path| Volume::tmpfs(dir, ROOM_MIB);
    on_a_volume("full_control", settings, tmpfs, |world, _, report| {
        let bug = "bug:failed_commit_acknowledged".to_owned();
        world.house.environment.push(("PLACET_TEETH", bug));
        world.crowd.settle = Duration::from_secs(10);
        let aftermath = live_through_fillings(world, settings.units);
        assert!(
            aftermath.breaks("I10"),
            "a store that lies broke no law: {:?}",
            aftermath.violations
        );
        report.add(
            "violations that were found",
            aftermath.violations.len() as u64,
        );
    });
}

fn live_through_fillings(world: &World, times: u64) -> Aftermath<'_> {
    let (seen, server) = world.live_through(|keeper| {
        let mut rng = world.rng.fork(6);
        let mut server = keeper.up();
        for _ in 0..times {
            std::thread::sleep(Duration::from_millis(rng.below(300)));
            server = fill(keeper, server, &mut rng);
        }
        keeper.kill(server);
    });
    verdict::judge(world, seen, server)
}

/// Fills the disk, checks how the server handles it, and makes room again.
fn fill(keeper: &mut Keeper<'_>, server: Server, rng: &mut Rng) -> Server {
    let world = keeper.world;
    let told = world.calls.told_full.load(Ordering::SeqCst);
    // A little room now and then, so that it ends in the middle of something.
    let filler = Filler::new(&world.house.data, rng.below(3) * rng.below(40_000));
    let since = Instant::now();
    // The write-ahead log has room of its own for a while, so that not every filling is noticed.
    while since.elapsed() < FELT && world.calls.told_full.load(Ordering::SeqCst) == told {
        std::thread::sleep(Duration::from_millis(2));
    }
    let read = Client::new(&world.calls).get(MANAGER, "/api/v1/changes");
    if read.is_none_or(|read| read.code != 200) {
        let what = "nothing can be read while the disk is full".to_owned();
        Client::new(&world.calls).outrage("API", what);
    }
    std::thread::sleep(Duration::from_millis(rng.below(700)));
    // It may also die while its disk is full.
    let dies = rng.percent(30);
    let server = match dies {
        true => {
            keeper.kill(server);
            None
        }
        false => Some(server),
    };
    drop(filler);
    let server = server.unwrap_or_else(|| keeper.up());
    std::thread::sleep(Duration::from_millis(100));
    server
}

/// Takes all the room there is but a little; gives it back when it is dropped.
struct Filler(PathBuf);

impl Filler {
    fn new(data: &Path, room: u64) -> Self {
        let path = data.parent().unwrap().join("filler");
        let mut file = File::create(&path).unwrap();
        for piece in [1 << 20, 4096] {
            while file.write_all(&vec![b'x'; piece]).is_ok() {}
        }
        let len = file.metadata().unwrap().len();
        file.set_len(len.saturating_sub(room)).unwrap();
        Self(path)
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        remove_file(&self.0).unwrap();
    }
}
