//! Backups and restores by command.

use crate::house::House;

#[test]
fn a_backup_of_a_running_server_is_restored_elsewhere_and_goes_on() {
    let mut house = House::open();
    house.request("Update the message");
    house.says("olga", "change open -f request.yaml").done();
    let said = house.run("backup --data data --to copy");
    assert!(
        said.out.starts_with("backed up 2 files with "),
        "{}",
        said.all()
    );
    // After the backup.
    house.says("olga", "change comment CR-0001 later").done();
    house.stop("-TERM");

    let restored = house.run("restore --from copy --data other");
    assert!(
        restored.out.ends_with(said.out.split_once('\n').unwrap().1),
        "{}",
        restored.all()
    );
    std::fs::rename(house.path("data"), house.path("former")).unwrap();
    std::fs::rename(house.path("other"), house.path("data")).unwrap();
    house.serve();
    let shown = house.says("olga", "change show CR-0001").done();
    assert!(!shown.contains("later"), "{shown}");
    house.says("olga", "change comment CR-0001 again").done();
    assert_eq!(house.run("ledger verify --data data").code, 0);
}

#[test]
fn nothing_is_written_over_and_a_broken_backup_is_refused() {
    let house = House::set_up();
    house.run("backup --data data --to copy").done();
    insta::assert_snapshot!(house.run("backup --data data --to copy").all(), @r"
    error: `copy` already contains a store
    hint: choose an empty directory
    = 1
    ");
    insta::assert_snapshot!(house.run("restore --from copy --data data").all(), @r"
    error: `data` already contains a store
    hint: choose an empty directory
    = 1
    ");
    let key = house.path("copy/ledger.key");
    std::fs::write(&key, "another key").unwrap();
    insta::assert_snapshot!(house.run("restore --from copy --data other").all(), @r"
    error: `ledger.key` of the backup is not as it was written
    hint: take another backup
    = 1
    ");
    insta::assert_snapshot!(house.run("restore --from nowhere --data other").all(), @r"
    error: reading `nowhere/manifest.json` failed: No such file or directory (os error 2)
    = 1
    ");
}

#[test]
fn a_migration_is_tried_before_it_is_done() {
    let house = House::set_up();
    assert_eq!(
        house.run("migrate --data data --dry-run").all(),
        "up to date\n= 0"
    );
    assert_eq!(house.run("migrate --data data").all(), "up to date\n= 0");
    insta::assert_snapshot!(house.run("migrate --data nowhere").all(), @r"
    error: `nowhere` does not contain a store
    hint: create one first, or name the right directory
    = 1
    ");
    assert!(!house.path("nowhere").exists());
}
