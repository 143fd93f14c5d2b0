//! One fixed run, repeated with each of its I/O operations failing in turn.

use placet_disk::Failure;
use placet_proof::{Report, Settings};
use placet_sim::{Ground, replay_with_fault};

/// How many operations of the reference run a test run tries. A soak tries all.
const TRIED: u64 = if cfg!(debug_assertions) { 3 } else { 150 };
/// The run whose operations fail.
const REFERENCE: u64 = 17;

// I1 to I13: an operation fails once, fails from then on with a restart, or finds no space. Whichever operation it is,
// nothing that was acknowledged is lost, no law is broken, and the server continues or starts again.
#[test]
fn every_operation_may_fail() {
    let settings = Settings::from_environment(TRIED);
    let mut report = Report::begin("sim-every-io", settings);
    let ground = Ground::new();
    let (_, last) = replay_with_fault(&ground, REFERENCE, None);
    assert!(last > 500, "{last} operations");
    // The first one is random, so that the slices of a soak try all of them.
    let step = (last / settings.units.max(1)).max(1);
    for at in (1 + settings.seed % step..=last).step_by(usize::try_from(step).unwrap()) {
        for (failure, lasting) in [
            (Failure::IoError, false),
            (Failure::IoError, true),
            (Failure::Full, false),
            (Failure::DeathBefore, false),
            (Failure::DeathAfter, false),
        ] {
            let (outcome, _) = replay_with_fault(&ground, REFERENCE, Some((at, failure, lasting)));
            report.add("failures tried", 1);
            assert!(
                outcome.violations.is_empty(),
                "operation {at} {failure:?} lasting {lasting}: {:?}\n{}",
                outcome.violations,
                outcome.story.join("\n")
            );
        }
    }
    report.end();
}
