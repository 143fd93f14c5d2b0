//! The suite: thousands of seeds without a violation.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail, and says what it saw"
)]

mod every_io;
mod seen;

use placet_proof::{Report, Settings};
use placet_sim::{Ground, Options, Outcome, play, seed_of};

/// Seeds of a test run.
const SEEDS: u64 = if cfg!(debug_assertions) { 40 } else { 1_000 };
/// How many runs pass between two runs that `tools/verify.py` also judges.
const SECOND_OPINION_EVERY: usize = 10;
/// How many lines of a story a failure shows.
const LINES: usize = 60;

fn show(seed: u64, outcome: &Outcome) {
    let from = outcome.story.len().saturating_sub(LINES);
    for line in outcome.story.iter().skip(from) {
        println!("{line}");
    }
    println!(
        "again: PLACET_PROOF_SEED={seed} PLACET_PROOF_UNITS=1 cargo test -p placet-sim --test it seeds_show"
    );
    println!("the whole story: cargo run -p placet-sim --example sim -- {seed}");
}

// I1 to I13
#[test]
fn seeds_show_no_violation() {
    let settings = Settings::from_environment(SEEDS);
    let mut report = Report::begin("sim", settings);
    let ground = Ground::new();
    let known = include_str!("../../seeds.txt").lines();
    let known = known.filter_map(|line| line.split(' ').next()?.parse().ok());
    let drawn = (0..settings.units).map(|number| seed_of(settings.seed, number));
    // A single seed is played alone.
    let known: Vec<u64> = known.filter(|_| settings.units > 1).collect();
    let drawn_from = known.len();
    for (number, seed) in known.into_iter().chain(drawn).enumerate() {
        let options = Options {
            second_opinion: number < drawn_from || number.is_multiple_of(SECOND_OPINION_EVERY),
            ..Options::default()
        };
        let outcome = play(&ground, seed, options);
        for (what, count) in &outcome.counts {
            report.add(what, *count);
        }
        if !outcome.violations.is_empty() {
            show(seed, &outcome);
            panic!("seed {seed}: {:?}", outcome.violations);
        }
    }
    report.end();
}

// The same seed gives the same run, byte for byte.
#[test]
fn a_seed_decides_everything() {
    let ground = Ground::new();
    let other = Ground::new();
    for seed in 0..12 {
        let first = play(&ground, seed, Options::default());
        let again = play(&other, seed, Options::default());
        let differs = first
            .story
            .iter()
            .zip(&again.story)
            .find(|(one, two)| one != two);
        assert_eq!(differs, None, "seed {seed}");
        assert_eq!((first.trace, first.events), (again.trace, again.events));
    }
}

// The control that must fail: on a disk that lies about syncs, a power cut loses what was acknowledged.
#[test]
fn a_lying_disk_is_found_out() {
    let ground = Ground::new();
    let found = (0..40).find(|seed| {
        let outcome = play(
            &ground,
            *seed,
            Options {
                lying_disk: true,
                ..Options::default()
            },
        );
        outcome
            .violations
            .iter()
            .any(|violation| violation.law == "I10")
    });
    assert!(found.is_some(), "forty runs lost nothing");
}
