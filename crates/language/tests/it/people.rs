//! The people file: what is refused, with every problem at once, and what is only odd.

use placet_language::PersonId;
use placet_language::people::{PEOPLE_BYTES_MAX, PersonKind, read};

use super::{lines, small};

fn told(text: &str) -> String {
    match read(text.as_bytes()) {
        Ok(_) => "ok".to_owned(),
        Err(problems) => lines(&problems),
    }
}

#[test]
fn a_people_file_is_read_whole() {
    let text = "people:\n  j.doe: {name: J, email: null, roles: [engineer]}\n  \
                bot: {name: Bot, kind: agent, principal: j.doe, also: [j.doe]}\n\
                delegations:\n  - {from: j.doe, to: bot, since: 2026-01-01T00:00:00Z, until: \"2026-01-02T00:00:00+01:00\"}\n\
                administrators: [j.doe]\n";
    let file = read(text.as_bytes()).unwrap();
    let bot: PersonId = "bot".parse().unwrap();
    assert_eq!(file.directory.person(&bot).unwrap().kind, PersonKind::Agent);
    assert_eq!(file.directory.delegations.len(), 1);
    for (path, place) in [
        ("people.j.doe", Some((2, 3))),
        ("people.bot.kind", Some((3, 20))),
        ("people.bot.email", Some((3, 3))),
        ("delegations[0]", Some((5, 5))),
        ("administrators", Some((6, 1))),
        ("state", None),
        ("a place. of another kind", None),
    ] {
        assert_eq!(file.place(path), place, "{path}");
    }
}

#[test]
fn every_mistake_is_told_at_once_with_its_place() {
    insta::assert_snapshot!(told(
        "people:\n  ada: {name: Ada, roles: [engineer, 'a b'], rank: 1}\n  bot: {name: Bot, kind: agent}\n  \"a b\": {name: X}\n  \
         zoe: {roles: engineer, emial: zoe@example.org}\n  kim: {name: 7, kind: robot, also: [nobody]}\n  pam: Pam\n\
         delegations:\n  - {from: ada, to: nobody, since: 2026-01-02T00:00:00Z, until: 2026-01-01T00:00:00Z}\n  - {from: ada, to: zoe, since: today}\n\
         administrators: [adda]\nteams: []\n",
    ), @r#"
    line 2, column 38: `people.ada.roles[1]`: `a b` is not a valid name: use letters, digits, `-`, `_`, `.` and `@` only
    line 2, column 46: `people.ada.rank`: unknown key: the keys are `also`, `email`, `kind`, `name`, `principal`, `roles`
    line 3, column 3: `people.bot`: an agent or a service needs a person who answers for it: add `principal: PERSON`
    line 4, column 3: `people["a b"]`: `a b` is not a valid name: use letters, digits, `-`, `_`, `.` and `@` only
    line 5, column 8: `people.zoe`: the key `name` is missing: add it (the name that others know the person by)
    line 5, column 16: `people.zoe.roles`: expected a list, found text: put it in brackets: `[…]`
    line 5, column 26: `people.zoe.emial`: unknown key: did you mean `email`?
    line 6, column 15: `people.kim.name`: expected text, found a number: put it in quotes
    line 6, column 24: `people.kim.kind`: `robot` is not known here: use one of `human`, `agent`, `service`
    line 6, column 38: `people.kim.also[0]`: `nobody` is not among the people: add the person under `people`, where there are `ada`, `bot`, `a b`, `zoe`, `kim`, `pam`
    line 7, column 8: `people.pam`: expected a map, found text
    line 9, column 21: `delegations[0].to`: `nobody` is not among the people: add the person under `people`, where there are `ada`, `bot`, `a b`, `zoe`, `kim`, `pam`
    line 9, column 58: `delegations[0].until`: the delegation ends before it begins: correct `since` and `until`
    line 10, column 5: `delegations[1]`: the key `until` is missing: add it (the first instant at which it is no longer valid)
    line 10, column 33: `delegations[1].since`: `today` is not a time: write it with its offset, like `2026-12-07T00:00:00Z`
    line 11, column 18: `administrators[0]`: `adda` is not among the people: did you mean `ada`?
    line 12, column 1: `teams`: unknown key: the keys are `administrators`, `delegations`, `people`
    "#);
}

#[test]
fn an_id_or_a_key_that_is_there_twice_is_told_with_the_first_line() {
    insta::assert_snapshot!(told(
        "people:\n  ada: {name: Ada, name: Eda}\n  bob: {name: Bob}\n  ada: {name: Other}\n",
    ), @r"
    line 2, column 20: `people.ada.name`: the key is there twice, first on line 2: keep one of the two
    line 4, column 3: `people.ada`: the key is there twice, first on line 2: keep one of the two
    ");
}

#[test]
fn a_file_that_is_not_a_map_of_people_is_refused() {
    for (text, said) in [
        (
            "",
            "line 1, column 1: the text is empty: write at least one key and its value",
        ),
        (
            "# nothing\n",
            "line 1, column 1: the text is empty: write at least one key and its value",
        ),
        (
            "null\n",
            "line 1, column 1: a people file is a map, and this is nothing: begin with a line `people:`",
        ),
        (
            "- ada\n",
            "line 1, column 1: a people file is a map, and this is a list: begin with a line `people:`",
        ),
        (
            "people:\n",
            "line 1, column 7: `people`: expected a map, found nothing: write a value or leave the key out",
        ),
        (
            "people: [ada]\n",
            "line 1, column 9: `people`: expected a map, found a list",
        ),
        (
            "administrators: ada\n",
            "line 1, column 17: `administrators`: expected a list, found text: put it in brackets: `[…]`",
        ),
    ] {
        assert_eq!(told(text), said, "{text:?}");
    }
}

#[test]
fn text_that_can_be_used_as_a_weapon_is_refused() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\npeople: {ada: {name: Ada, roles: *b}}\n";
    assert!(
        told(bomb).starts_with("line 1, column 4: "),
        "{}",
        told(bomb)
    );
    let problems = read(b"people:\n  ada: {name: \xff}\n").unwrap_err();
    assert!(
        lines(&problems).starts_with("line 2, column 15: "),
        "{}",
        lines(&problems)
    );
}

#[test]
fn a_million_people_are_refused_before_they_are_read() {
    let person = "  p: {name: P}\n";
    let text = format!("people:\n{}", person.repeat(1_000_000));
    assert!(text.len() > PEOPLE_BYTES_MAX);
    insta::assert_snapshot!(told(&text), @r"
    line 1, column 1: the text has 15000008 bytes and may have 1048576: split it or move long texts elsewhere
    ");
    let many: String = (0..60_000).map(|n| format!(" p{n}: {{}}\n")).collect();
    assert!(many.len() < PEOPLE_BYTES_MAX);
    insta::assert_snapshot!(told(&format!("people:\n{many}")), @r"
    line 50002, column 10: `people.p50000`: more than 50000 values: split the text
    ");
}

#[test]
fn what_is_odd_for_a_process_is_told_with_its_place() {
    let process = small().process;
    let odd = |text: &str| lines(&read(text.as_bytes()).unwrap().oddities(&process));
    insta::assert_snapshot!(odd("people:\n  j.doe: {name: J, roles: [pilot, approvr]}\n"), @r#"
    line 1, column 1: `administrators`: no person is an administrator: add `administrators: [PERSON]`
    line 2, column 28: `people["j.doe"].roles[0]`: process `small` has no role `pilot`: its roles are `lead`, `boss`, `owner`
    line 2, column 35: `people["j.doe"].roles[1]`: process `small` has no role `approvr`: its roles are `lead`, `boss`, `owner`
    "#);
    assert_eq!(
        odd("people: {ada: {name: Ada}}\nadministrators: [ada]\n"),
        ""
    );
}
