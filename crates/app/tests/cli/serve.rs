//! How the server starts, ends and is killed.

use crate::house::{House, until};

#[test]
fn one_directory_has_one_server() {
    let mut house = House::open();
    assert!(house.url().starts_with("http://127.0.0.1:"));
    let said = house.run("serve --data data --listen 127.0.0.1:0");
    assert_eq!(said.code, 5);
    assert!(
        said.err
            .starts_with("error: another `placet` is using `data` (process "),
        "{}",
        said.err
    );
    assert_eq!(house.run("init --data data --process itil4").code, 5);
    // A killed server releases the directory. A server that is asked to end exits successfully.
    house.stop("-KILL");
    house.serve();
    assert_eq!(house.stop("-INT"), 0);
}

// T8: no password is there by default; the first administrator logs in with a link that works once.
#[test]
fn the_first_administrator_is_given_a_link() {
    let mut house = House::set_up();
    let server = house.serve();
    let link = server.greeting.lines().last().unwrap();
    let (lead, url) = link.split_once(": http").unwrap();
    assert_eq!(lead, "first login of emil, valid once and for three days");
    assert!(url.contains("/welcome?token="), "{url}");
}

#[test]
fn an_address_that_is_taken_and_a_directory_without_a_store_are_told() {
    let house = House::open();
    let other = House::set_up();
    let taken = house.url().replace("http://", "");
    let said = other.run(&format!("serve --data data --listen {taken}"));
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("hint: choose another address with --listen"),
        "{}",
        said.err
    );
    let empty = House::empty();
    let said = empty.run("serve --data nothing --listen 127.0.0.1:0");
    insta::assert_snapshot!(said.all(), @r"
    error: `nothing` does not contain a store
    hint: create one first, or name the right directory
    = 1
    ");
    assert!(!empty.path("nothing").exists());
}

// T6, I10: what was acknowledged survives the server's death.
#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let mut house = House::open();
    house.approved();
    house
        .says("olga", "change tick CR-0001 --checklist before --all")
        .done();
    house.stop("-KILL");
    house.serve();
    let said = house.says("olga", "change wait CR-0001 --for finished --timeout 20s");
    assert_eq!(said.code, 0, "{}", said.out);
    until("the file is there", || {
        std::fs::read_to_string(house.path("motd"))
            .ok()
            .filter(|text| text == "hello\n")
    });
    assert_eq!(house.run("ledger verify --data data").code, 0);
}
