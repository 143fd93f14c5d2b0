//! Who may answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use crate::approval::Answer;
use crate::change::Change;
use crate::fixture::{
    answer, approve, change, electors, fields, id, minutes, noon, people, process, read_directory,
};
use placet_language::ids::PersonId;
use placet_language::people::Capacity;
use placet_language::people::Directory;
use placet_language::process::Process;
use placet_language::reason::Rejection;

fn may_answer(
    process: &Process,
    change: &Change,
    directory: &Directory,
    person: &str,
    minute: i64,
) -> Result<Vec<Capacity>, Rejection> {
    let electors = electors(process, directory, minutes(minute));
    change.ballot(electors).may_answer(&id(person))
}

fn refusal(process: &Process, change: &Change, directory: &Directory, person: &str) -> String {
    let rejection = may_answer(process, change, directory, person, 5).unwrap_err();
    assert_eq!(rejection.kind, placet_language::RejectionKind::Denied);
    rejection.reasons[0].code.clone()
}

// T1, T9, I7
#[test]
fn contributors_agents_and_strangers_are_refused_with_their_own_reason() {
    let process = process("{}");
    let mut directory = people("req: a, wri: a, imp: a, ann: a, bob: b");
    directory.people.insert(
        id("bot"),
        placet_language::people::Person {
            kind: placet_language::people::PersonKind::Agent,
            principal: Some(id("ann")),
            ..directory.people[&id::<PersonId>("ann")].clone()
        },
    );
    let mut change = change(&process, &directory, "{}");
    change.who.authors.insert(id("wri"));
    change.who.implementer = Some(id("imp"));
    for (person, code) in [
        ("req", "requester_may_not_approve"),
        ("wri", "author_may_not_approve"),
        ("imp", "implementer_may_not_approve"),
        ("bot", "agents_never_approve"),
        ("bob", "not_asked"),
        ("eve", "not_asked"),
    ] {
        assert_eq!(
            refusal(&process, &change, &directory, person),
            code,
            "{person}"
        );
    }
    assert!(may_answer(&process, &change, &directory, "ann", 5).is_ok());
    assert_eq!(
        change
            .ballot(electors(&process, &directory, noon()))
            .who_can(&change.authority.slots[0]),
        [id("ann")]
    );
}

// T9: what an agent contributes counts as its principal's.
#[test]
fn the_principal_of_a_contributing_agent_may_not_approve() {
    let process = process("{}");
    let directory = read_directory(
        "people: {req: {name: R}, ann: {name: A, roles: [a]}, bot: {name: B, kind: agent, principal: ann}}",
    );
    let mut change = change(&process, &directory, "{}");
    change.who.authors.insert(id("bot"));
    assert_eq!(
        refusal(&process, &change, &directory, "ann"),
        "author_may_not_approve"
    );
}

// T1: a second account, linked on either side.
#[test]
fn linked_accounts_of_the_requester_may_not_approve() {
    let process = process("{}");
    let directory = read_directory(
        "people: {req: {name: R, also: [req2]}, req2: {name: R, roles: [a]}, req3: {name: R, roles: [a], also: [req2]}}",
    );
    let change = change(&process, &directory, "{}");
    let excluded: Vec<String> = change
        .ballot(electors(&process, &directory, noon()))
        .excluded()
        .keys()
        .map(PersonId::to_string)
        .collect();
    assert_eq!(excluded, ["req", "req2", "req3"]);
    assert_eq!(
        refusal(&process, &change, &directory, "req3"),
        "requester_may_not_approve"
    );
}

// T1: a delegate cannot approve what the giver could not.
#[test]
fn a_delegate_of_the_requester_or_of_an_agent_is_not_asked() {
    let process = process("{}");
    let mut directory = read_directory(
        "people: {req: {name: R, roles: [a]}, bot: {name: B, kind: service, roles: [a]}, \
         ann: {name: A, roles: [a]}, del: {name: D}}",
    );
    let mut hand_over = |from: &str| {
        directory.delegations = vec![placet_language::people::Delegation {
            from: id(from),
            to: id("del"),
            roles: [].into(),
            since: noon(),
            until: minutes(10),
        }];
        let change = change(&process, &directory, "{}");
        may_answer(&process, &change, &directory, "del", 5).map_err(|r| r.reasons[0].code.clone())
    };
    assert_eq!(hand_over("req"), Err("not_asked".to_owned()));
    assert_eq!(hand_over("bot"), Err("not_asked".to_owned()));
    let held = hand_over("ann").unwrap();
    assert_eq!(
        (held.len(), held[0].on_behalf_of.clone()),
        (1, Some(id("ann")))
    );
}

// 003, Z46: where the process allows it, the requester may approve; the implementer may not.
#[test]
fn a_process_may_let_the_requester_approve() {
    let process =
        process("approvals: {never: [implementer], rules: [{rule: r, need: {all: [a]}}]}");
    let directory = people("req: a, imp: a");
    let mut change = change(&process, &directory, "{}");
    change.who.implementer = Some(id("imp"));
    assert!(may_answer(&process, &change, &directory, "req", 1).is_ok());
    assert_eq!(
        refusal(&process, &change, &directory, "imp"),
        "implementer_may_not_approve"
    );
}

// 001.T2: stakeholders are those whom the request names.
#[test]
fn a_role_filled_from_a_field_is_held_by_whom_it_names() {
    let process = process("approvals: {rules: [{rule: r, need: {all: [named]}}]}");
    let directory = people("req: a, ann: b, bob: named");
    let change = change(&process, &directory, "owners: [ann, ghost]");
    assert!(may_answer(&process, &change, &directory, "ann", 1).is_ok());
    assert_eq!(refusal(&process, &change, &directory, "bob"), "not_asked");
    assert_eq!(refusal(&process, &change, &directory, "ghost"), "not_asked");
}

// 002.E1, Z37
#[test]
fn a_succession_makes_the_second_wait_for_their_turn() {
    let process = process("approvals: {rules: [{rule: r, need: {succession: [a, b], each: 15m}}]}");
    let directory = people("ann: a, bob: b");
    let change = change(&process, &directory, "{}");
    let rejection = may_answer(&process, &change, &directory, "bob", 14).unwrap_err();
    assert_eq!(rejection.reasons[0].code, "too_early");
    assert!(
        rejection.reasons[0].hint.contains("2026-11-20T12:15:00Z"),
        "{:?}",
        rejection.reasons[0]
    );
    assert!(may_answer(&process, &change, &directory, "bob", 15).is_ok());
    assert!(may_answer(&process, &change, &directory, "ann", 0).is_ok());
}

// A succession afterwards counts from the start, as its due time and the inbox do.
#[test]
fn a_succession_afterwards_counts_from_the_start() {
    let process = process(
        "approvals: {rules: [{rule: r, need: {succession: [a, b], each: 15m, after: 24h}}]}",
    );
    let directory = people("ann: a, bob: b");
    let mut change = change(&process, &directory, "{}");
    change.times.started = Some(minutes(60));
    let rejection = may_answer(&process, &change, &directory, "bob", 74).unwrap_err();
    assert_eq!(rejection.reasons[0].code, "too_early");
    assert!(rejection.reasons[0].hint.contains("2026-11-20T13:15:00Z"));
    assert!(may_answer(&process, &change, &directory, "bob", 75).is_ok());
}

#[test]
fn in_a_sequence_the_second_is_told_who_comes_first() {
    let process = process("approvals: {rules: [{rule: r, need: {sequence: [a, b]}}]}");
    let directory = people("ann: a, bob: b");
    let mut change = change(&process, &directory, "{}");
    let rejection = may_answer(&process, &change, &directory, "bob", 1).unwrap_err();
    assert_eq!(
        (
            rejection.reasons[0].code.as_str(),
            rejection.reasons[0].hint.as_str()
        ),
        ("too_early", "wait for: Role A")
    );
    approve(&mut change, &["ann"]);
    assert!(may_answer(&process, &change, &directory, "bob", 2).is_ok());
}

// 000.E4: what is approved afterwards is not asked for before.
#[test]
fn approvals_afterwards_are_asked_for_once_it_has_begun() {
    let process =
        process("approvals: {rules: [{rule: r, need: [{all: [a]}, {all: [b], after: 24h}]}]}");
    let directory = people("ann: a, bob: b");
    let mut change = change(&process, &directory, "{}");
    assert_eq!(refusal(&process, &change, &directory, "bob"), "too_early");
    answer(&mut change, "ann", Answer::Approved, minutes(1));
    change.times.started = Some(minutes(2));
    assert!(may_answer(&process, &change, &directory, "bob", 3).is_ok());
    assert_eq!(refusal(&process, &change, &directory, "ann"), "not_asked");
}

#[test]
fn a_field_with_one_person_or_several_fills_a_role() {
    let process = process("{}");
    let directory = people("ann: a, bob: b");
    let held = |values: &str| {
        let found = electors(&process, &directory, noon()).holders(&fields(values), &id("named"));
        found.iter().map(PersonId::to_string).collect::<Vec<_>>()
    };
    assert_eq!(held("{owners: ann}"), ["ann"]);
    assert_eq!(held("{owners: [ann, bob, nobody]}"), ["ann", "bob"]);
    assert_eq!(held("{}"), [""; 0]);
}
