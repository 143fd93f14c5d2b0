//! Disks that fail and fill up.

use placet_disk::{Failure, Fault};

use crate::{add, disk, numbers, open, there, work};

const ROWS: i64 = 12;

// I10: whichever operation fails, once or from then on, what was acknowledged still exists after a restart.
#[test]
fn every_operation_may_fail() {
    let reference = {
        let (dir, disk) = disk();
        work(dir.path(), ROWS);
        disk.operations()
    };
    let mut struck = 0;
    for at in 1..=reference {
        for failure in [Failure::IoError, Failure::Full] {
            for lasting in [false, true] {
                let (dir, disk) = disk();
                disk.plan(Some(Fault {
                    at,
                    failure,
                    lasting,
                }));
                let acknowledged = work(dir.path(), ROWS);
                struck += u64::from(disk.failures() > 0);
                disk.revive();
                let there = there(dir.path());
                assert!(
                    there.starts_with(&acknowledged),
                    "operation {at} {failure:?}: {acknowledged:?} and {there:?}"
                );
            }
        }
    }
    assert!(struck > reference * 2, "{struck} of {reference}");
}

// T-full: a full disk refuses writes, and accepts them again when there is room.
#[test]
fn a_full_disk_takes_again_when_there_is_room() {
    let (dir, disk) = disk();
    let connection = open(dir.path()).unwrap();
    add(&connection, 1).unwrap();
    disk.set_capacity(Some(disk.used()));
    let error = add(&connection, 2).unwrap_err();
    assert_eq!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DiskFull)
    );
    disk.set_capacity(None);
    add(&connection, 3).unwrap();
    assert_eq!(numbers(&connection).unwrap(), [1, 3]);
}

// Files in other directories go to the real disk.
#[test]
fn other_directories_are_real() {
    let (_dir, disk) = disk();
    let other = tempfile::tempdir().unwrap();
    disk.kill();
    assert_eq!(work(other.path(), 3).len(), 3);
    assert!(other.path().join("a.db").metadata().unwrap().len() > 0);
}
