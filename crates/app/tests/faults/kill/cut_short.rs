//! Setting up a data directory, cut short at random moments and done again.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use placet_proof::{Report, Rng, Settings};

use crate::harness::house::{House, PLACET};

/// Directories that are set up.
const DIRECTORIES: u64 = 8;
/// Kills of each.
const KILLS_EACH: u64 = 6;

// I10, I11: a creation may be cut short anywhere, and is completed when the command is repeated.
#[test]
fn a_directory_whose_creation_was_cut_short_is_completed_by_the_next() {
    let settings = Settings {
        units: DIRECTORIES * KILLS_EACH,
        ..Settings::from_environment(0)
    };
    let mut report = Report::begin("cut_short", settings);
    let mut rng = Rng::new(settings.seed).fork(7);
    let dir = tempfile::tempdir().unwrap();
    let began = Instant::now();
    set_up(&dir.path().join("whole"));
    let usual = began.elapsed();
    for number in 0..DIRECTORIES {
        let place = dir.path().join(format!("cut-{number}"));
        for _ in 0..KILLS_EACH {
            cut_short(&place, &mut rng, usual);
        }
        let house = set_up(&place);
        assert!(house.token("karen.oduya").starts_with("plc_"));
        assert!(house.once(&["fsck"])["ok"].as_bool().unwrap());
        placet_store::verify(&house.data, &[]).unwrap();
    }
    report.add(
        "creations of a data directory cut short",
        DIRECTORIES * KILLS_EACH,
    );
    report.end();
}

fn set_up(dir: &Path) -> House {
    House::new(dir, &dir.join("data"))
}

fn cut_short(place: &Path, rng: &mut Rng, usual: Duration) {
    let mut child = Command::new(PLACET)
        .args(House::INIT)
        .arg("--data")
        .arg(place.join("data"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(usual * u32::try_from(rng.below(1100)).unwrap() / 1000);
    child.kill().unwrap();
    child.wait().unwrap();
}
