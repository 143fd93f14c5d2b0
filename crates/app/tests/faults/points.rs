//! SIGKILL at every point of death: each boundary between two instructions after which something else is on disk.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use placet_proof::{Report, Rng, Settings};
use placet_teeth::Point;
use serde_json::json;

use crate::harness::client::{Client, Said};
use crate::harness::house::{House, Server};
use crate::harness::keeper::Keeper;
use crate::harness::single::Single;
use crate::harness::verdict;
use crate::harness::world::World;

/// Deaths in a test run: every point of a server about four times.
const DEATHS: u64 = 120;
/// Longest time until a point is reached.
const REACHED: Duration = Duration::from_secs(30);
/// Deaths between two servers that live for a while, so that no client waits for an answer forever.
const BREATH_EVERY: u64 = 4;
/// How long those servers live.
const BREATH: Duration = Duration::from_millis(150);
/// Pause between two checks.
const LOOK: Duration = Duration::from_millis(1);

/// Points that a server does not reach, because only the commands that set up, keep and restore a directory do.
const OF_COMMANDS: [Point; 10] = [
    Point::KeyWritten,
    Point::DatabaseMade,
    Point::SchemaApplied,
    Point::BeforeHere,
    Point::AfterHere,
    Point::ProcessInstalled,
    Point::BackupDatabase,
    Point::BackupFiles,
    Point::RestoreCopied,
    Point::RestoreVerified,
];

// I1 to I14: killed at any instruction, nothing is lost and nothing happens twice unknowingly.
#[test]
fn every_point_of_death_is_reached_and_survived() {
    let settings = Settings::from_environment(DEATHS);
    let mut report = Report::begin("points", settings);
    let dir = tempfile::tempdir().unwrap().keep();
    let world = World::new(&dir, settings.seed);
    let mut deaths = BTreeMap::new();
    let (seen, server) = world.live_through(|keeper| {
        let quiet = AtomicBool::new(false);
        let last = std::thread::scope(|scope| {
            scope.spawn(|| talk(&world, &quiet));
            let _quiet = Quiet(&quiet);
            deaths = die_everywhere(keeper, settings.units);
            // A client that talks waits for an answer.
            keeper.up()
        });
        keeper.kill(last);
    });
    let aftermath = verdict::judge(&world, seen, server);
    report.add("deaths at points", deaths.values().sum());
    report.add("points", deaths.len() as u64);
    aftermath.must_be_clean(&mut report);
    report.end();
    std::fs::remove_dir_all(&dir).unwrap();
}

// I9 to I11: what sets up, keeps and restores a directory may die anywhere and is simply done again.
#[test]
fn commands_that_die_at_their_points_are_done_again() {
    let dir = tempfile::tempdir().unwrap();
    let told = dir.path().join("told");
    for point in OF_COMMANDS {
        let place = dir.path().join(point.name());
        let house = House::bare(&place, &place.join("data"));
        let (backup, again) = (place.join("backup"), place.join("again"));
        let teeth = [
            ("PLACET_TEETH", format!("point:{}:1", point.name())),
            ("PLACET_TEETH_TOLD", told.display().to_string()),
        ];
        let is = |word: &str| point.name().starts_with(word);
        let to = |path: &PathBuf| path.display().to_string();
        if !is("backup") && !is("restore") {
            house.dies(&House::INIT, &teeth);
        }
        house.once(&House::INIT);
        if is("backup") {
            house.dies(&["backup", "--to", &to(&backup)], &teeth);
            // Half a backup is not a backup, and the program says so.
            house.refuses(&["restore", "--from", &to(&backup)], &again);
            std::fs::remove_dir_all(&backup).unwrap();
        }
        house.once(&["backup", "--to", &to(&backup)]);
        let restored = House::bare(&place, &again);
        if is("restore") {
            restored.dies(&["restore", "--from", &to(&backup)], &teeth);
            restored.refuses(&["restore", "--from", &to(&backup)], &again);
            std::fs::remove_dir_all(&again).unwrap();
        }
        restored.once(&["restore", "--from", &to(&backup)]);
        for house in [&house, &restored] {
            assert!(house.once(&["fsck"])["ok"].as_bool().unwrap());
            placet_store::verify(&house.data, &[]).unwrap();
        }
        let said = std::fs::read_to_string(&told).unwrap();
        assert!(
            said.lines().any(|line| line.starts_with(point.name())),
            "`{}` was never reached",
            point.name()
        );
    }
}

/// Ends the talk, whatever happens.
struct Quiet<'a>(&'a AtomicBool);

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// One change gets so many comments that snapshots are kept of it.
fn talk(world: &World, quiet: &AtomicBool) {
    let client = Client::new(&world.calls);
    let task = json!({"id": "s0", "action": {"task": {"text": "look"}}, "undo": "none"});
    let id = Single::open(world, "talk", &task).id;
    for number in 0_u64.. {
        if quiet.load(Ordering::SeqCst) || world.calls.give_up.load(Ordering::SeqCst) {
            return;
        }
        client.say(&Said {
            token: 1,
            path: format!("/api/v1/changes/{id}/comment"),
            body: json!({"text": format!("word {number}")}),
            key: format!("talk-{number}"),
        });
    }
}

/// Dies at all points of a server in turn, and counts how often at each.
fn die_everywhere(keeper: &mut Keeper<'_>, times: u64) -> BTreeMap<&'static str, u64> {
    let points: Vec<Point> = Point::ALL
        .iter()
        .filter(|point| !OF_COMMANDS.contains(point))
        .copied()
        .collect();
    let mut rng = keeper.world.rng.fork(4);
    let mut deaths = BTreeMap::new();
    let mut missed = Vec::new();
    // Each point at least once, however few units are asked for: a point that is never reached is not tested.
    for number in 0..times.max(points.len() as u64) {
        let index = usize::try_from(number).unwrap() % points.len();
        let point = points[index];
        if number.is_multiple_of(BREATH_EVERY) {
            let server = keeper.up();
            std::thread::sleep(BREATH);
            keeper.kill(server);
        }
        match die_at(keeper, point, count(point, &mut rng)) {
            true => *deaths.entry(point.name()).or_default() += 1,
            false => missed.push(point.name()),
        }
    }
    assert!(missed.is_empty(), "never reached: {missed:?}");
    deaths
}

/// How often a point is passed before it kills.
fn count(point: Point, rng: &mut Rng) -> u64 {
    let most = match point {
        Point::SnapshotKept | Point::BlobWritten | Point::BlobNamed => 1,
        Point::BeforeSigning | Point::AfterSigning => 2,
        Point::BeforeEffect | Point::AfterEffect => 4,
        _ => 12,
    };
    1 + rng.below(most)
}

fn die_at(keeper: &mut Keeper<'_>, point: Point, count: u64) -> bool {
    let told = keeper.world.dir.join("told");
    let _ = std::fs::remove_file(&told);
    let teeth = format!("point:{}:{count}", point.name());
    let (mut server, _) = keeper.try_up(&[
        ("PLACET_TEETH", &teeth),
        ("PLACET_TEETH_TOLD", told.to_str().unwrap()),
    ]);
    let since = Instant::now();
    let died = loop {
        let said = std::fs::read_to_string(&told).unwrap_or_default();
        if said.ends_with('\n') {
            break Some(said);
        }
        if since.elapsed() > REACHED {
            break None;
        }
        std::thread::sleep(LOOK);
    };
    if let Some(said) = &died {
        notice(keeper, point, &mut server, said);
    }
    keeper.kill(server);
    died.is_some()
}

/// Which process died: the server, or a shim. The server outlives its shim for a while.
fn notice(keeper: &mut Keeper<'_>, point: Point, server: &mut Server, said: &str) {
    if !point.is_of_shim() {
        let since = Instant::now();
        while !server.has_ended() {
            assert!(since.elapsed() < REACHED, "a server that died still runs");
            std::thread::sleep(LOOK);
        }
        return;
    }
    for line in said.lines() {
        let (_, slot) = line.split_once(' ').unwrap();
        *keeper
            .seen
            .killed_shims
            .entry(PathBuf::from(slot))
            .or_default() += 1;
    }
    let life = keeper.world.rng.fork(5000 + keeper.seen.ready.len() as u64);
    std::thread::sleep(Duration::from_millis(life.clone().below(60)));
}
