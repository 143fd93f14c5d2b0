//! Power cuts: the volume with the server's data loses everything that was not synced, again and again. What the
//! changes act on and what was acknowledged lie elsewhere.

use std::time::Duration;

use placet_proof::Settings;

use crate::harness::keeper::Keeper;
use crate::harness::verdict::{self, Aftermath};
use crate::harness::volume::{Volume, on_a_volume};
use crate::harness::world::World;

/// Cuts in a test run.
const CUTS: u64 = 30;
/// Cuts after which data that was not synced must be lost.
const CONTROL_CUTS: u64 = 8;
/// Longest life between two cuts, in milliseconds.
const LIFE_MS: u64 = 400;

// T6, I1 to I14: an acknowledgement means that it is on disk.
#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let settings = Settings::from_environment(CUTS);
    on_a_volume("power", settings, Volume::xfs, |world, volume, report| {
        let aftermath = live_through_cuts(world, volume, settings.units);
        report.add("power cuts", settings.units);
        aftermath.must_be_clean(report);
    });
}

// The control: with `synchronous=NORMAL` the same cuts lose what was acknowledged, and the oracle says so.
#[test]
fn a_power_cut_loses_data_that_were_not_synced_and_it_is_noticed() {
    let settings = Settings {
        units: CONTROL_CUTS,
        ..Settings::from_environment(0)
    };
    on_a_volume(
        "power_control",
        settings,
        Volume::xfs,
        |world, volume, report| {
            let bug = "bug:synchronous_normal".to_owned();
            world.house.environment.push(("PLACET_TEETH", bug));
            world.crowd.settle = Duration::from_secs(20);
            let aftermath = live_through_cuts(world, volume, settings.units);
            for law in ["I1", "I10"] {
                assert!(
                    aftermath.breaks(law),
                    "{CONTROL_CUTS} cuts of a store that does not sync broke no {law}: {:?}",
                    aftermath.violations
                );
            }
            report.add("power cuts without syncing", settings.units);
            report.add(
                "violations that were found",
                aftermath.violations.len() as u64,
            );
        },
    );
}

fn live_through_cuts<'a>(world: &'a World, volume: &Volume, cuts: u64) -> Aftermath<'a> {
    let (seen, server) = world.live_through(|keeper| {
        for _ in 0..cuts {
            cut(keeper, volume);
        }
    });
    verdict::judge(world, seen, server)
}

fn cut(keeper: &mut Keeper<'_>, volume: &Volume) {
    let mut rng = keeper.world.rng.fork(3000 + keeper.seen.ready.len() as u64);
    let server = keeper.up();
    if rng.percent(30) {
        keeper.keep_checkpoint();
    }
    std::thread::sleep(Duration::from_micros(rng.below(LIFE_MS * 1000)));
    // Nothing goes on without power. Left running, a server sometimes gets a success for a sync that overlaps with the
    // cut, because the kernel drops what the sync waits for. `sim-every-io` tests how the store handles a failing disk.
    keeper.freeze(&server);
    volume.cut();
    keeper.kill(server);
    keeper.crash_host();
    volume.restore();
}
