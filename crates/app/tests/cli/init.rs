//! How a data directory is set up.

use crate::house::House;

#[test]
fn a_data_directory_is_made_once_and_takes_further_processes() {
    let house = House::empty();
    let said = house.run("init --data data --process service-platform --people people.yaml");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with(
        "made data with process service-platform and 6 people\nledger key localhost/placet-"
    ));

    // itil4 has other roles; `init` warns about them and continues.
    let said = house.run("init --data data --process itil4 --people people.yaml");
    assert!(
        said.out
            .starts_with("updated data with process itil4 and 6 people\n"),
        "{}",
        said.out
    );
    assert!(
        said.err.starts_with(
            "warning: people.yaml:3:30: process `itil4` has no role `team_lead` (its roles are"
        ),
        "{}",
        said.err
    );

    let said = house.run("init --data data --process itil4 --origin elsewhere/x");
    insta::assert_snapshot!(said.all(), @r"
    error: `data` already contains a store
    hint: choose an empty directory
    = 1
    ");
}

#[test]
fn nothing_is_made_when_a_file_is_wrong() {
    let house = House::empty();
    house.file(
        "people.yaml",
        "people:\n  ada: {name: Ada, roles: 7}\n  bob: {nam: Bob}\nadministrators: [eve]\n",
    );
    let said = house.run("init --data data --process service-platform --people people.yaml");
    insta::assert_snapshot!(said.all(), @r"
    error: `people.yaml` has 4 problems
      people.yaml:2:27: `people.ada.roles`: expected a list, found a number
      people.yaml:3:8: `people.bob`: the key `name` is missing
      people.yaml:3:9: `people.bob.nam`: unknown key
      people.yaml:4:18: `administrators[0]`: `eve` is not among the people
    hint: add it (the name that others know the person by)
    hint: did you mean `name`?
    hint: add the person under `people`, where there are `ada`, `bob`
    = 1
    ");
    let said = house.run("init --data data --process waterfall");
    insta::assert_snapshot!(said.all(), @r"
    error: there is no file `waterfall` and no shipped process of that name
    hint: the shipped ones are `acgs-1`, `cr-loop`, `ecommerce`, `itil4`, `rechain-dao`, `service-platform`
    = 1
    ");
    house.file("mine.yaml", "process: mine\ntitel: Mine\nformat: [\n");
    assert_eq!(house.run("init --data data --process mine.yaml").code, 1);
    assert!(!house.path("data").exists());
}

#[test]
fn a_process_without_people_says_so() {
    let house = House::empty();
    let said = house.run("init --data data --process ecommerce");
    assert_eq!(said.code, 0);
    insta::assert_snapshot!(said.err, @"warning: nobody belongs to this process yet: run it again with --people FILE");
}

#[test]
fn tokens_are_for_people_who_are_there_and_agents_never_approve() {
    let house = House::set_up();
    insta::assert_snapshot!(house.run("token create --data data --person eve").all(), @r"
    error: `eve` belongs to none of the processes service-platform
    hint: check the spelling, or add them with `placet people add`
    = 1
    ");
    insta::assert_snapshot!(house.run("token create --data data --person bot --scope approve").all(), @r"
    error: agents and services never approve
      at scopes
    hint: leave out `approve`
    = 3
    ");
    let bot = house
        .run("--json token create --data data --person bot --expires 30d")
        .json();
    assert_eq!(bot["scopes"], serde_json::json!(["read", "write"]));
    let emil = house
        .run("--json token create --data data --person emil --scope read,admin")
        .json();
    assert_eq!(emil["scopes"], serde_json::json!(["read", "admin"]));
    assert_eq!(
        house
            .run("token create --data data --person emil --expires 900d")
            .code,
        2
    );
    insta::assert_snapshot!(house.run("token create --data elsewhere --person emil").all(), @r"
    error: using `elsewhere` failed: No such file or directory (os error 2)
    hint: check the path
    = 1
    ");
}
