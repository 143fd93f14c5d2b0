//! Incoming hooks by command.

use crate::house::House;

// T17: a hook from its creation to its end, with a server that runs all the while.
#[test]
fn t17_a_hook_is_created_rotated_and_revoked_at_the_console() {
    let mut house = House::with_service();
    house.serve();
    let refused = house.run("hook create build --data data --person olga");
    assert_eq!(refused.code, 3, "{}", refused.all());
    assert!(
        refused.err.contains("`olga` is not a service"),
        "{}",
        refused.err
    );
    let wrong = house.run("hook create build --data data --person ci --secret plain-text");
    assert_eq!(wrong.code, 2, "{}", wrong.all());
    let created = house
        .run("hook create build --data data --person ci")
        .done();
    assert!(created.starts_with("whsec_"), "{created}");
    assert_eq!(
        house.run("hook create build --data data --person ci").code,
        5
    );
    let files = || -> Vec<std::fs::DirEntry> {
        std::fs::read_dir(house.path("data/hooks"))
            .unwrap()
            .flatten()
            .collect()
    };
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(
        files()[0].metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        house
            .path("data/hooks")
            .metadata()
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o700
    );
    assert_eq!(std::fs::read_to_string(files()[0].path()).unwrap(), created);

    let rotated = house.run("hook rotate build --data data --keep 1h").done();
    assert_ne!(created, rotated);
    assert_eq!(files().len(), 2);
    house.run("hook rotate build --data data --keep 0h").done();
    assert_eq!(files().len(), 1, "what counts no longer does not stay");
    let listed = house.run("hook list --data data").done();
    assert_eq!(listed, "build speaks for ci: open\n");
    house.run("hook revoke build --data data").done();
    assert_eq!(files().len(), 0);
    assert_eq!(house.run("hook rotate build --data data").code, 5);
    assert_eq!(house.run("fsck --data data").code, 0);
}
