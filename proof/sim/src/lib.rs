//! The deterministic simulator: real rules, engine and store; everything around them comes from a seed.
//!
//! A run is a host with a simulated disk ([`placet_disk`]), a clock that jumps, a world in which steps have effects,
//! shims that outlive the server, and people who do what people do. The server may die at any I/O operation, the power
//! may be cut, and the disk may fail or fill up. Threads are real, and exactly one runs at any time. So a seed decides
//! everything, and [`play`] with the same seed gives the same run, byte for byte. Afterwards everything works again,
//! and judges check I1 to I13 against the events, the effects, what was acknowledged and what is stored.
//!
//! To hunt a planted bug in a test: `placet_teeth::arm(Some(bug))`, then [`hunt`].
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "it is part of tests, which may fail and say what they saw"
)]

mod baton;
mod clock;
mod disturb;
mod finish;
mod house;
mod judge;
mod organization;
mod people;
mod plans;
mod run;
mod trouble;
mod usher;
mod world;

use placet_disk::Failure;
use placet_domain::digest::Digest;
use placet_oracle::Violation;
use placet_proof::Rng;

pub use house::Ground;
pub use run::Counts;
use run::Run;

/// Turns of a run. Some runs are longer.
const TURNS: u64 = 90;

/// How a run is played.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The disk lies about syncs and the power is cut: the control that must fail.
    pub lying_disk: bool,
    /// Whether `tools/verify.py` also judges an export at the end. It is a separate process, so not after every run.
    pub second_opinion: bool,
}

/// The result of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Every violation; none if everything is correct.
    pub violations: Vec<Violation>,
    /// What happened, one line per event.
    pub story: Vec<String>,
    /// The digest of the story, including times and I/O operations.
    pub trace: Digest,
    /// The digest of all events as they are stored.
    pub events: Option<Digest>,
    /// How often each thing happened.
    pub counts: Counts,
}

/// Plays the run of a seed.
pub fn play(ground: &Ground, seed: u64, options: Options) -> Outcome {
    let mut run = Run::new(ground, seed);
    if options.lying_disk {
        run.lie();
    }
    to_the_end(run, options.second_opinion)
}

/// Plays the run of a seed with only one fault: an operation of the disk, counted from the first start, that fails once
/// or from then on. Also returns the number of operations that the run took.
pub fn replay_with_fault(
    ground: &Ground,
    seed: u64,
    fault: Option<(u64, Failure, bool)>,
) -> (Outcome, u64) {
    let mut run = Run::new(ground, seed);
    run.only(fault);
    let before = ground.disk.operations();
    let outcome = to_the_end(run, false);
    (outcome, ground.disk.operations() - before)
}

fn to_the_end(mut run: Run<'_>, second_opinion: bool) -> Outcome {
    let turns = TURNS + run.chance.below(TURNS);
    for _ in 0..turns {
        run.turn();
    }
    run.finish();
    let events = run.judge(second_opinion);
    Outcome {
        trace: Digest::of_bytes(run.story.join("\n").as_bytes()),
        events,
        violations: run.violations,
        story: run.story,
        counts: run.counts,
    }
}

/// Plays seeds until one shows a violation.
pub fn hunt(ground: &Ground, from: u64, seeds: u64) -> Option<(u64, Vec<Violation>)> {
    (0..seeds)
        .map(|number| seed_of(from, number))
        .find_map(|seed| {
            let outcome = play(ground, seed, Options::default());
            (!outcome.violations.is_empty()).then_some((seed, outcome.violations))
        })
}

/// Returns the seed of the nth run of a suite. The first is the suite's own seed, so that one failing run can be
/// repeated with `PLACET_PROOF_SEED=seed PLACET_PROOF_UNITS=1`.
pub fn seed_of(suite: u64, number: u64) -> u64 {
    match number {
        0 => suite,
        // Short enough to be read aloud.
        _ => Rng::new(suite).fork(number).below(1_000_000_000_000),
    }
}
