//! Power cuts: what was acknowledged survives them, unless the disk lies.

use placet_disk::{Failure, Fault};
use placet_proof::Rng;

use crate::{add, disk, numbers, open, there, work};

const ROWS: i64 = 20;

/// Works, cuts the power at an operation, and returns the acknowledged rows and the rows that survived.
fn cut_at(at: u64, chance: Option<&mut Rng>, lies: bool) -> (Vec<i64>, Result<Vec<i64>, String>) {
    let (dir, disk) = disk();
    disk.ignore_log_syncs(lies);
    disk.plan(Some(Fault {
        at,
        failure: if at.is_multiple_of(2) {
            Failure::DeathBefore
        } else {
            Failure::DeathAfter
        },
        lasting: false,
    }));
    let acknowledged = work(dir.path(), ROWS);
    disk.cut_power(chance);
    let path = dir.path().to_owned();
    let left = std::panic::catch_unwind(move || there(&path));
    (acknowledged, left.map_err(|_| "not whole".to_owned()))
}

fn operations() -> u64 {
    let (dir, disk) = disk();
    assert_eq!(work(dir.path(), ROWS).len() as i64, ROWS);
    disk.operations()
}

fn kept(acknowledged: &[i64], there: &[i64]) -> bool {
    there.starts_with(acknowledged) && there.len() <= acknowledged.len() + 1
}

// I10: at whichever operation the power is cut, every acknowledged commit survives, and at most the one in progress
// besides.
#[test]
fn a_power_cut_at_any_operation_loses_nothing_acknowledged() {
    let last = operations();
    assert!(last > 100, "{last}");
    for at in 1..=last {
        let (acknowledged, left) = cut_at(at, None, false);
        assert!(kept(&acknowledged, &left.unwrap()), "operation {at}");
        for seed in 0..4 {
            let mut chance = Rng::new(seed ^ at);
            let (acknowledged, left) = cut_at(at, Some(&mut chance), false);
            let left = left.unwrap();
            assert!(
                kept(&acknowledged, &left),
                "operation {at}, seed {seed}: {acknowledged:?} and {left:?}"
            );
        }
    }
}

// The control that must fail: a disk that does not sync the log loses what was acknowledged.
#[test]
fn a_disk_that_lies_about_syncs_loses_acknowledged_commits() {
    let last = operations();
    let lost = (1..=last).filter(|at| {
        let (acknowledged, left) = cut_at(*at, None, true);
        !left.is_ok_and(|left| kept(&acknowledged, &left))
    });
    let lost = lost.count() as u64;
    assert!(lost > last / 4, "{lost} of {last} cuts lost something");
}

// A process that dies leaves what it wrote, synced or not.
#[test]
fn a_death_at_any_operation_loses_nothing_acknowledged() {
    for at in 1..=operations() {
        let (dir, disk) = disk();
        disk.ignore_log_syncs(true);
        disk.plan(Some(Fault {
            at,
            failure: Failure::DeathBefore,
            lasting: false,
        }));
        let acknowledged = work(dir.path(), ROWS);
        assert!(disk.is_dead());
        disk.revive();
        assert!(kept(&acknowledged, &there(dir.path())), "operation {at}");
    }
}

// What a dead process still has open has no effect on what its successor does.
#[test]
fn the_dead_have_no_effect() {
    let (dir, disk) = disk();
    let old = open(dir.path()).unwrap();
    add(&old, 1).unwrap();
    disk.kill();
    assert!(add(&old, 2).is_err());
    disk.revive();
    let new = open(dir.path()).unwrap();
    add(&new, 3).unwrap();
    assert!(add(&old, 4).is_err());
    drop(old);
    add(&new, 5).unwrap();
    assert_eq!(numbers(&new).unwrap(), [1, 3, 5]);
}

// An image restores every file, even at another place.
#[test]
fn an_image_is_a_whole_disk() {
    let (dir, first) = disk();
    assert_eq!(work(dir.path(), 5).len(), 5);
    let image = first.image();
    let (elsewhere, second) = disk();
    second.load(&image);
    std::fs::write(elsewhere.path().join("a.db"), "").unwrap();
    assert_eq!(there(elsewhere.path()), [1, 2, 3, 4, 5]);
    second.cut_power(None);
    assert_eq!(there(elsewhere.path()), [1, 2, 3, 4, 5]);
}
