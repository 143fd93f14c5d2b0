//! Process files: checked, shown and traced by command.

use crate::house::House;

#[test]
fn every_shipped_process_checks_and_shows_itself() {
    let house = House::empty();
    for name in [
        "acgs-1",
        "cr-loop",
        "ecommerce",
        "itil4",
        "rechain-dao",
        "service-platform",
    ] {
        let said = house.run(&format!("process check {name}"));
        assert!(said.out.starts_with("ok: "), "{}", said.all());
        assert!(
            house
                .run(&format!("process show {name}"))
                .done()
                .starts_with("# ")
        );
        assert!(
            house
                .run(&format!("process trace {name} --json"))
                .json()
                .is_array()
        );
    }
    let schema = house.run("process schema").json();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
}

#[test]
fn a_process_that_is_wrong_is_told_place_by_place() {
    let house = House::empty();
    let text = include_str!("../../../../processes/itil4.yaml");
    let text = text
        .replacen("time_zone: UTC", "time_zone: Mars/Olympus", 1)
        .replacen("models:", "modells:", 1);
    house.file("mine.yaml", &text);
    let said = house.run("process check mine.yaml");
    assert_eq!(said.code, 1);
    let places = said
        .out
        .lines()
        .filter(|line| line.starts_with("mine.yaml:"))
        .count();
    assert!(places >= 2, "{}", said.out);
    assert!(
        said.out.contains("Mars/Olympus") && said.out.contains("modells"),
        "{}",
        said.out
    );
    let json = house.run("process check mine.yaml --json");
    assert_eq!((json.code, json.json()["ok"].clone()), (1, false.into()));
    assert_eq!(json.json()["problems"].as_array().unwrap().len(), places);
    insta::assert_snapshot!(house.pipes("", "process check -", "process: [").all(), @r"
    -:2:1: `process[0]`: not readable as YAML: while parsing a node, did not find expected node content
      hint: check indentation, colons and quotes
    1 problem
    = 1
    ");
    insta::assert_snapshot!(house.run("process show nothing.yaml").all(), @r"
    error: there is no file `nothing.yaml` and no shipped process of that name
    hint: the shipped ones are `acgs-1`, `cr-loop`, `ecommerce`, `itil4`, `rechain-dao`, `service-platform`
    = 1
    ");
}
