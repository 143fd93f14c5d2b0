//! People, roles and rules change while the server runs.

use crate::house::{House, Said, until};

const OF: &str = "--process service-platform";

/// Types a line of `people` as a person, with the process appended.
fn people(house: &House, person: &str, line: &str) -> Said {
    house.says(person, &format!("people {line} {OF}"))
}

fn holds(house: &House, person: &str, role: &str) -> bool {
    let said = house.says(person, "whoami").done();
    said.contains(&format!("role   {role} in service-platform"))
}

fn administered() -> House {
    let house = House::open();
    administers(&house, "emil");
    house
}

/// Gives a person a token with which they administer.
fn administers(house: &House, person: &str) {
    let scopes = "read,write,approve,admin";
    let line = format!("token create --data data --person {person} --scope {scopes}");
    let token = house.run(&line).done().trim().to_owned();
    house
        .tokens
        .lock()
        .unwrap()
        .insert(person.to_owned(), token);
}

#[test]
fn a_colleague_joins_a_running_server_and_acts_at_once() {
    let house = administered();
    let add = "add nora --name Nora --email nora@example.org --role engineer --reason Joins";
    insta::assert_snapshot!(people(&house, "emil", &format!("{add} --preview")).all(), @r"
    adds nora (Nora, human) with engineer
    preview; nothing was recorded
    = 0
    ");
    let unknown = house.run("token create --data data --person nora");
    assert_eq!(
        unknown.code,
        1,
        "a preview records nothing: {}",
        unknown.all()
    );
    insta::assert_snapshot!(people(&house, "emil", add).all(), @r"
    adds nora (Nora, human) with engineer
    done
    = 0
    ");
    assert!(holds(&house, "nora", "engineer"));
    // Two accounts with one address are one person, or a mistake.
    let again = "add nora2 --name Nora --email NORA@example.org";
    insta::assert_snapshot!(people(&house, "emil", again).all(), @r"
    error: `nora2` and `nora` have the same e-mail address `nora@example.org`
      at people.nora2
    hint: use another address, or declare them one person: `also: [nora]`
    = 1
    ");
    assert_eq!(
        people(&house, "emil", &format!("{again} --also nora")).code,
        0
    );
}

#[test]
fn roles_are_granted_and_taken_by_administrators_alone() {
    let house = administered();
    let grant = "grant paul engineer --reason Learned";
    insta::assert_snapshot!(people(&house, "paul", grant).all(), @r"
    error: only administrators may do this
    hint: ask one of them
    = 3
    ");
    insta::assert_snapshot!(people(&house, "emil", grant).all(), @r"
    paul gains engineer
    done
    = 0
    ");
    assert!(holds(&house, "paul", "engineer"));
    people(&house, "emil", "revoke paul engineer --reason Moved").done();
    assert!(!holds(&house, "paul", "engineer"));
    // The last administrator stays, or no person could mend anything.
    assert_ne!(people(&house, "emil", "unmake-administrator emil").code, 0);
}

#[test]
fn a_new_version_of_the_process_is_installed_on_a_running_server() {
    let house = administered();
    let before = std::fs::read_to_string(house.path("process.yaml")).unwrap();
    let roles = "roles:\n  release_manager: Release Manager\n";
    house.file("next.yaml", &before.replacen("roles:\n", roles, 1));
    let install = format!("process install {OF} next.yaml --reason Releases");
    insta::assert_snapshot!(house.says("emil", &format!("{install} --preview")).all(), @r"
    adds role `release_manager`
    preview; nothing was recorded
    = 0
    ");
    assert_ne!(people(&house, "emil", "grant paul release_manager").code, 0);
    house.says("emil", &install).done();
    people(&house, "emil", "grant paul release_manager").done();
    assert!(holds(&house, "paul", "release_manager"));
}

#[test]
fn where_the_process_asks_for_it_a_second_administrator_approves() {
    let house = administered();
    let before = std::fs::read_to_string(house.path("process.yaml")).unwrap();
    let governance = "governance: {second_administrator: [people, rules]}";
    house.file("governed.yaml", &format!("{before}\n{governance}\n"));
    people(&house, "emil", "make-administrator tina").done();
    administers(&house, "tina");
    house
        .says("emil", &format!("process install {OF} governed.yaml"))
        .done();

    let proposed = people(&house, "emil", "grant paul engineer --reason Learned");
    assert_eq!(proposed.code, 4, "{}", proposed.all());
    assert!(!holds(&house, "paul", "engineer"));
    let waiting = people(&house, "tina", "proposals --json").json();
    let text = |key: &str| waiting[0][key].as_str().unwrap().to_owned();
    let approve = format!("approve {} --digest {}", text("proposal"), text("digest"));
    assert_eq!(
        people(&house, "emil", &approve).code,
        3,
        "the proposer does not approve"
    );
    assert_eq!(
        people(&house, "lars", &approve).code,
        3,
        "only administrators approve"
    );
    people(&house, "tina", &approve).done();
    assert!(holds(&house, "paul", "engineer"));

    // The operator at the host can set the rule aside, which leaves its own event.
    let revoke = "people revoke paul engineer --reason Urgent --data data --break-glass";
    house.run(&format!("{revoke} {OF}")).done();
    // Another program wrote it, which the server sees within two seconds.
    until("the role is gone", || {
        (!holds(&house, "paul", "engineer")).then_some(())
    });
    house.run("ledger verify --data data").done();
}

#[test]
fn what_is_wrong_with_a_people_file_is_told_with_its_lines() {
    let house = administered();
    house.file(
        "shape.yaml",
        "people:\n  emil: {name: Emil, emial: emil@example.org}\n  nora: {name: Nora, roles: engineer}\nadministrators: [emill]\n",
    );
    insta::assert_snapshot!(people(&house, "emil", "apply shape.yaml --preview").all(), @r"
    error: `shape.yaml` has 3 problems
      shape.yaml:2:22: `people.emil.emial`: unknown key
      shape.yaml:3:29: `people.nora.roles`: expected a list, found text
      shape.yaml:4:18: `administrators[0]`: `emill` is not among the people
    hint: did you mean `email`?
    hint: put it in brackets: `[…]`
    hint: did you mean `emil`?
    = 1
    ");
    // These are rules of the people and not of the file, so the server knows them.
    house.file(
        "meaning.yaml",
        "people:\n  emil: {name: Emil}\n  nora: {name: Nora, email: nora@example.org}\n  n.two: {name: Nora, email: Nora@example.org}\n\
         delegations:\n  - {from: emil, to: nora, roles: [engineer], since: 2026-01-01T00:00:00Z, until: 2096-01-01T00:00:00Z}\n\
         administrators: [emil]\n",
    );
    insta::assert_snapshot!(people(&house, "emil", "apply meaning.yaml --preview").all(), @r"
    error: the people have mistakes: 4 reasons
      meaning.yaml:4:3: `n.two` and `nora` have the same e-mail address `nora@example.org`
      meaning.yaml:3:3: `nora` and `n.two` have the same e-mail address `nora@example.org`
      meaning.yaml:6:5: a delegation lasts at most 366 days
      meaning.yaml:6:5: `emil` does not hold the role `engineer`
    hint: use another address, or declare them one person: `also: [nora]`
    hint: use another address, or declare them one person: `also: [n.two]`
    hint: assign the role instead
    hint: hand over only roles that are held
    = 1
    ");
    let host = "apply meaning.yaml --data data";
    assert!(
        people(&house, "emil", host)
            .err
            .contains("meaning.yaml:3:3: "),
        "{}",
        people(&house, "emil", host).err
    );
}
