//! A shim is killed while its command runs. What it leaves behind goes on. Until that has ended, the engine may not
//! believe a probe, repeat the step or undo it.

use std::fs;
use std::time::Duration;

use placet_proof::{Report, Settings};
use serde_json::{Value, json};

use crate::harness::host::kill_shims;
use crate::harness::keeper::Keeper;
use crate::harness::single::Single;
use crate::harness::verdict::{self, Aftermath};
use crate::harness::world::World;

/// Shims killed in a test run.
const SHIMS: u64 = 12;
/// How long an orphan runs before it has its effect, and how long where the effect must do harm.
const LATE: Duration = Duration::from_millis(300);
const LATE_ENOUGH: Duration = Duration::from_secs(3);
/// Longest time for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is known of the step whose shim is killed.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// A probe tells whether its effect is there.
    Probed,
    /// It runs twice as well as once.
    Idempotent,
    /// Nobody can tell, so a person backs it out.
    Neither,
}

// I1 to I14
#[test]
fn what_a_killed_shim_left_behind_ends_before_anything_goes_on() {
    let settings = Settings::from_environment(SHIMS);
    let mut report = Report::begin("orphans", settings);
    let dir = tempfile::tempdir().unwrap().keep();
    let world = World::new(&dir, settings.seed);
    let aftermath = orphan(&world, settings.units, LATE);
    report.add("shims killed in mid-command", settings.units);
    aftermath.must_be_clean(&mut report);
    report.end();
    fs::remove_dir_all(&dir).unwrap();
}

// The control: where the engine does not wait for orphans, a probe says no, and the step has its effect twice.
#[test]
fn an_effect_of_an_orphan_that_comes_late_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::new(dir.path(), 0);
    let bug = "bug:orphans_forgotten".to_owned();
    world.house.environment.push(("PLACET_TEETH", bug));
    let aftermath = orphan(&world, 1, LATE_ENOUGH);
    assert!(aftermath.breaks("I3"), "{:?}", aftermath.violations);
    assert!(aftermath.breaks("VERIFY"), "{:?}", aftermath.violations);
}

/// Kills this many shims while their commands run, every second time together with the server.
fn orphan(world: &World, shims: u64, late: Duration) -> Aftermath<'_> {
    let mut keeper = Keeper::new(world);
    let mut server = keeper.up();
    for number in 0..shims {
        let kind = match number % 3 {
            0 => Kind::Probed,
            1 => Kind::Idempotent,
            _ => Kind::Neither,
        };
        let tag = format!("{kind:?}-{number}");
        let change = Single::start(world, &tag, &step(world, kind, &tag));
        change.has_begun(PATIENCE);
        let killed = kill_shims(&world.house.data, &mut keeper.seen.killed_shims);
        assert_eq!(killed, 1, "one command is at work");
        if number % 2 == 1 {
            keeper.kill(server);
            server = keeper.up();
        }
        std::thread::sleep(late);
        fs::write(world.target.mended(&tag), "").unwrap();
        match kind {
            Kind::Probed | Kind::Idempotent => drop(change.run_is("finished", PATIENCE)),
            Kind::Neither => {
                change.run_is("halted", PATIENCE);
                change.say("back-out", &json!({"reason": "nobody knows"}));
                change.run_is("backed_out", PATIENCE);
            }
        }
    }
    verdict::judge(world, keeper.seen, server)
}

/// Returns a step that has its effect when a file asks for it.
fn step(world: &World, kind: Kind, tag: &str) -> Value {
    let file = world.target.effects_file().display().to_string();
    let go = world.target.mended(tag).display().to_string();
    let effect = |kind: &str| {
        let script = format!(
            r#"until [ -e {go} ]; do sleep 0.02; done; echo "{kind} $PLACET_CHANGE $PLACET_STEP $PLACET_DIRECTION $PLACET_ATTEMPT $PLACET_FENCE" >> {file}"#
        );
        json!({"command": {"run": ["/bin/sh", "-c", script]}})
    };
    let mut step =
        json!({"id": "s0", "timeout": "60s", "action": effect("do"), "undo": effect("undo")});
    match kind {
        Kind::Probed => {
            let probe = format!(r#"grep -q "^do $PLACET_CHANGE $PLACET_STEP forward " {file}"#);
            step["probe"] = json!({"command": {"run": ["/bin/sh", "-c", probe]}});
        }
        Kind::Idempotent => {
            step["idempotent"] = true.into();
            step["retries"] = 3.into();
        }
        Kind::Neither => {}
    }
    step
}
