//! The ledger: verified and exported by command.

use crate::house::House;

/// Replaces `old` by `new` in a file, once, without SQLite knowing.
fn forge(house: &House, file: &str, old: &str, new: &str) {
    assert_eq!(old.len(), new.len());
    let path = house.path(file);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes
        .windows(old.len())
        .position(|window| window == old.as_bytes())
        .unwrap();
    bytes[at..at + old.len()].copy_from_slice(new.as_bytes());
    std::fs::write(path, bytes).unwrap();
}

// T6: an edit below the database is found, and named by its place.
#[test]
fn one_edited_letter_of_the_database_is_named() {
    let mut house = House::open();
    house.request("Update the message");
    house.says("olga", "change open -f request.yaml").done();
    house
        .says("olga", "change comment CR-0001 'a word that matters'")
        .done();
    // While the server runs.
    let said = house.run("ledger verify --data data");
    assert!(said.out.starts_with("ok: "), "{}", said.all());
    assert_eq!(house.stop("-TERM"), 0);
    let said = house.run("ledger verify --data data --json").json();
    assert_eq!(
        (said["ok"].clone(), said["covered"].clone()),
        (true.into(), said["size"].clone())
    );

    forge(
        &house,
        "data/placet.db",
        "a word that matters",
        "a lord that matters",
    );
    let said = house.run("ledger verify --data data");
    assert_eq!(said.code, 1);
    let place = said.err.split(" of `").next().unwrap();
    insta::assert_snapshot!(place, @"error: event 7 of the ledger (event 4");
    assert!(
        said.err.contains("hint: do not go on working with it"),
        "{}",
        said.err
    );
}

#[test]
fn an_exported_ledger_is_verified_by_itself_and_by_its_key() {
    let house = House::open();
    house.request("Update the message");
    house.says("olga", "change open -f request.yaml").done();
    house
        .says("olga", "change comment CR-0001 'a word that matters'")
        .done();
    let exported = house
        .run("ledger export --data data --to out --json")
        .json();
    let key = exported["key"].as_str().unwrap();
    let said = house.run(&format!(
        "ledger verify --export out --key {key} --checkpoint out/checkpoint"
    ));
    assert!(
        said.out
            .starts_with(&format!("ok: {} events", exported["size"])),
        "{}",
        said.all()
    );
    assert_eq!(
        house
            .run("ledger verify --data data --checkpoint out/checkpoint")
            .code,
        0
    );
    insta::assert_snapshot!(house.run("ledger export --data data --to out").all(), @r"
    error: `out` already contains a store
    hint: choose an empty directory
    = 1
    ");

    // Another ledger's key did not sign this one.
    let other = House::set_up();
    let other_key = other
        .run("ledger export --data data --to out --json")
        .json()["key"]
        .as_str()
        .unwrap()
        .to_owned();
    let said = house.run(&format!("ledger verify --export out --key {other_key}"));
    assert_eq!(said.code, 1, "{}", said.out);

    let size = exported["size"].as_u64().unwrap();
    forge(
        &house,
        &format!("out/tile/entries/000.p/{size}"),
        "a word",
        "a lord",
    );
    let said = house.run("ledger verify --export out");
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .starts_with(&format!("error: entry `{}` hashes to", size - 1)),
        "{}",
        said.err
    );
    std::fs::remove_file(house.path("out/key")).unwrap();
    insta::assert_snapshot!(house.run("ledger verify --export out").all(), @r"
    error: reading `out/key` failed: No such file or directory (os error 2)
    hint: check the path
    = 1
    ");
}

// T7: rows that people read are compared with the events.
#[test]
fn an_edited_row_is_found() {
    let mut house = House::open();
    house.request("Update the message");
    house.says("olga", "change open -f request.yaml").done();
    house.stop("-TERM");
    assert_eq!(
        house.run("fsck --data data").out,
        "ok: every row follows from the events\n"
    );
    let database = rusqlite::Connection::open(house.path("data/placet.db")).unwrap();
    database
        .execute("UPDATE changes SET state = 'approved'", [])
        .unwrap();
    drop(database);
    let said = house.run("fsck --data data");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("changes.state of "), "{}", said.out);
    assert!(
        said.out.contains("  stored   'approved'\n") || said.out.contains("approved"),
        "{}",
        said.out
    );
}
