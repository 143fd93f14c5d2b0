//! SIGKILL at random moments, hundreds of times, while changes run.

mod controls;
mod cut_short;
mod storm;

use placet_proof::{Report, Settings};

use crate::harness::verdict;
use crate::harness::world::World;

/// Kills in a test run.
const KILLS: u64 = 500;

// I1 to I14
#[test]
fn nothing_is_lost_and_nothing_happens_twice_however_often_the_server_is_killed() {
    let settings = Settings::from_environment(KILLS);
    let mut report = Report::begin("kill", settings);
    let dir = tempfile::tempdir().unwrap().keep();
    let world = World::new(&dir, settings.seed);
    let mut counts = storm::Counts::default();
    let (seen, server) = world.live_through(|keeper| counts = storm::rage(keeper, settings.units));
    counts.add(&mut report);
    let aftermath = verdict::judge(&world, seen, server);
    aftermath.must_be_clean(&mut report);
    controls::must_fail(&aftermath);
    report.end();
    std::fs::remove_dir_all(&dir).unwrap();
}
