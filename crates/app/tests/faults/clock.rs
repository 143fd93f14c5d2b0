//! The wall clock jumps by an hour and by a day, forward and back, while changes run. The monotonic clock does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use placet_proof::{Report, Settings};
use serde_json::json;

use crate::harness::keeper::Keeper;
use crate::harness::single::Single;
use crate::harness::verdict;
use crate::harness::world::World;

/// Jumps in a test run.
const JUMPS: u64 = 12;
/// The offsets of the clock from the true time, in seconds, one after the other.
const OFF_SECONDS: [i64; 6] = [3_600, 0, -3_600, 86_400, -86_400, 0];
/// How far the clock may be off what was set, and how far two events of different changes may be out of order: the time
/// from a decision to its commit.
const SLACK: SignedDuration = SignedDuration::from_secs(5);
/// The shortest of the waits that are watched.
const WAIT: Duration = Duration::from_millis(600);

// T19, I1 to I14: nothing is lost and nothing hangs, and the log's time never goes back.
#[test]
fn t19_a_clock_that_jumps_loses_nothing_and_holds_nothing_up() {
    let settings = Settings::from_environment(JUMPS);
    let mut report = Report::begin("clock", settings);
    let dir = tempfile::tempdir().unwrap().keep();
    let mut world = World::new(&dir, settings.seed);
    let clock = Clock::new(&dir);
    world.house.environment = clock.environment();
    let (seen, server) = world.live_through(|keeper| jump(keeper, &clock, settings.units));
    let aftermath = verdict::judge(&world, seen, server);
    report.add("jumps of the clock", settings.units);
    aftermath.must_be_clean(&mut report);

    let events = aftermath.case.history.in_order();
    let now = Timestamp::now();
    // The control: the clock did jump.
    let ahead = events
        .iter()
        .filter(|(_, event)| event.recorded.at > now + SignedDuration::from_mins(30));
    assert!(ahead.count() > 0, "the server's clock never jumped");
    for (id, stream) in &aftermath.case.history.streams {
        let back = stream
            .0
            .windows(2)
            .find(|pair| pair[1].recorded.at < pair[0].recorded.at);
        assert!(back.is_none(), "T19: the time of {id} goes back: {back:?}");
    }
    let mut latest = Timestamp::MIN;
    for (id, event) in events {
        let at = event.recorded.at;
        assert!(
            latest.duration_since(at) < SLACK,
            "T19: the log goes back from {latest} to {at} with {id}"
        );
        latest = latest.max(at);
    }
    report.end();
    fs::remove_dir_all(&dir).unwrap();
}

// T19: a wait ends neither early by more than the clock jumped, nor late because it jumped back.
#[test]
fn t19_a_wait_is_as_long_as_it_was_meant_to_be() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::new(dir.path(), 0);
    let clock = Clock::new(dir.path());
    world.house.environment = clock.environment();
    let mut keeper = Keeper::new(&world);
    for off in [-3_600, 0, -86_400] {
        clock.set(0);
        let server = keeper.up();
        let began = Instant::now();
        let wait = json!({"wait": format!("{}ms", WAIT.as_millis())});
        let step = json!({"id": "s0", "action": wait, "undo": "none"});
        let change = Single::start(&world, &format!("wait{off}"), &step);
        clock.set(off);
        change.run_is("finished", Duration::from_secs(20));
        let ended = began.elapsed();
        assert!(ended >= WAIT, "a wait of {WAIT:?} ended after {ended:?}");
        keeper.kill(server);
    }
}

/// Lets the clock jump; sometimes the server is killed as well, so that jobs are read back under another time.
fn jump(keeper: &mut Keeper<'_>, clock: &Clock, times: u64) {
    let mut rng = keeper.world.rng.fork(8);
    let mut server = keeper.up();
    for number in 0..times {
        std::thread::sleep(Duration::from_millis(200 + rng.below(500)));
        let index = usize::try_from(number).unwrap() % OFF_SECONDS.len();
        if rng.percent(35) {
            keeper.kill(server);
            clock.set(OFF_SECONDS[index]);
            server = keeper.up();
        } else {
            clock.set(OFF_SECONDS[index]);
        }
        keeper.keep_checkpoint();
    }
    std::thread::sleep(Duration::from_millis(300));
    clock.set(0);
    keeper.kill(server);
}

/// The servers' clock, by libfaketime.
struct Clock {
    file: PathBuf,
    library: PathBuf,
}

impl Clock {
    fn new(dir: &Path) -> Self {
        let folders = fs::read_dir("/usr/lib").unwrap().flatten();
        let mut libraries = folders.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
        let clock = Self {
            file: dir.join("clock"),
            library: libraries
                .find(|library| library.exists())
                .expect("the Debian package faketime"),
        };
        clock.set(0);
        clock
    }

    fn set(&self, off_seconds: i64) {
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{off_seconds:+}\n")).unwrap();
        fs::rename(new, &self.file).unwrap();
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("LD_PRELOAD", self.library.display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.display().to_string()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
    }
}
