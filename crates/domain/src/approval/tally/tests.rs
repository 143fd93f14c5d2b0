//! What counts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use crate::approval::{Answer, Tally, Timing};
use crate::change::Change;
use crate::fixture::{
    answer, approve, change, electors, id, minutes, people, process, read_directory,
};
use placet_language::digest::Digest;
use placet_language::people::Directory;
use placet_language::process::Process;

fn before(process: &Process, change: &Change, directory: &Directory) -> Tally {
    count(process, change, directory, 60, Timing::Before)
}

fn count(
    process: &Process,
    change: &Change,
    directory: &Directory,
    minute: i64,
    timing: Timing,
) -> Tally {
    let electors = electors(process, directory, minutes(minute));
    change.ballot(electors).tally(timing)
}

fn needs(need: &str) -> Process {
    process(&format!(
        "approvals: {{rules: [{{rule: r, need: {need}}}]}}"
    ))
}

// GitLab issue 425759: a greedy count gives the one person who fits both to the wrong requirement.
#[test]
fn answers_are_matched_and_not_taken_greedily() {
    let process = needs("[{any: [a, b]}, {all: [a]}]");
    let directory = people("ann: a, bob: b");
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["ann", "bob"]);
    let tally = before(&process, &change, &directory);
    assert!(tally.complete(), "{tally:?}");
    assert_eq!(
        tally.filled,
        [
            ("roles/a|b".to_owned(), id("bob")),
            ("roles/a".to_owned(), id("ann"))
        ]
    );
}

// 000.A4, Z6, T2: one person with two roles fills one requirement, unless the process says otherwise.
#[test]
fn one_person_counts_once() {
    let directory = people("ann: a b, bob: b");
    let strict = needs("{all: [a, b]}");
    let mut change = change(&strict, &directory, "{}");
    approve(&mut change, &["ann", "ann"]);
    assert_eq!(before(&strict, &change, &directory).missing.len(), 1);
    let lax = process("approvals: {distinct: false, rules: [{rule: r, need: {all: [a, b]}}]}");
    assert!(before(&lax, &change, &directory).complete());
    approve(&mut change, &["bob"]);
    assert!(before(&strict, &change, &directory).complete());
}

// T1, T2: two accounts of one human are one person.
#[test]
fn two_accounts_of_one_human_count_once() {
    let process = needs("{count: 2, of: [a]}");
    let directory = read_directory(
        "people: {ann: {name: A, roles: [a], also: [ann2]}, ann2: {name: A, roles: [a]}}",
    );
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["ann", "ann2"]);
    assert_eq!(before(&process, &change, &directory).filled.len(), 1);
}

// T3, I8: an answer for another digest or an earlier round does not count.
#[test]
fn only_answers_for_the_current_digest_and_round_count() {
    let (process, directory) = (needs("{all: [a]}"), people("ann: a"));
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["ann"]);
    assert!(before(&process, &change, &directory).complete());
    change.authority.round = 2;
    assert!(!before(&process, &change, &directory).complete());
    change.authority.round = 1;
    change.request.digest = Digest::of_bytes(b"2");
    assert!(!before(&process, &change, &directory).complete());
}

// T5: a role that is lost is noticed when it matters.
#[test]
fn a_lost_role_takes_its_approval_along() {
    let process = needs("{all: [a]}");
    let mut change = change(&process, &people("ann: a"), "{}");
    approve(&mut change, &["ann"]);
    assert!(before(&process, &change, &people("ann: a")).complete());
    assert!(!before(&process, &change, &people("ann: b")).complete());
}

// T1: an approver who contributes afterwards no longer counts.
#[test]
fn an_approver_who_becomes_the_implementer_no_longer_counts() {
    let (process, directory) = (needs("{all: [a]}"), people("ann: a"));
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["ann"]);
    change.who.implementer = Some(id("ann"));
    assert!(!before(&process, &change, &directory).complete());
}

// T2: the last answer of a person counts.
#[test]
fn the_last_answer_counts() {
    let (process, directory) = (needs("{all: [a]}"), people("ann: a"));
    let mut change = change(&process, &directory, "{}");
    answer(&mut change, "ann", Answer::Approved, minutes(1));
    answer(&mut change, "ann", Answer::Abstained, minutes(2));
    assert!(!before(&process, &change, &directory).complete());
    answer(&mut change, "ann", Answer::Approved, minutes(3));
    assert!(before(&process, &change, &directory).complete());
}

// 001.G1, 002.G1: seats approve, not persons; the chair must be among them.
#[test]
fn a_board_needs_a_majority_of_its_seats_with_the_chair() {
    let process = process(
        "{boards: {x: {title: X, chair: a, members: [b, c, d, named]}}, approvals: {rules: [{rule: r, need: {board: x}}]}}",
    );
    let directory = people("ann: a, bob: b, ben: b, cyd: c, dan: d");
    let complete = |voices: &[&str]| {
        let mut change = change(&process, &directory, "{}");
        approve(&mut change, voices);
        before(&process, &change, &directory).complete()
    };
    assert!(complete(&["cyd", "ann", "bob"]));
    assert!(
        !complete(&["ann", "bob", "ben"]),
        "two holders of one seat are one voice"
    );
    assert!(!complete(&["bob", "cyd", "dan"]), "the chair is missing");
    assert!(!complete(&["ann", "bob"]));
}

#[test]
fn a_chair_who_also_holds_a_seat_takes_the_chair() {
    let process = process(
        "{boards: {x: {title: X, chair: a, members: [b, c]}}, approvals: {rules: [{rule: r, need: {board: x}}]}}",
    );
    let directory = people("ann: a b, bob: b");
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["ann"]);
    assert_eq!(
        before(&process, &change, &directory).filled,
        [("board:x/chair".to_owned(), id("ann"))]
    );
    approve(&mut change, &["bob"]);
    assert!(before(&process, &change, &directory).complete());
}

#[test]
fn sets_do_not_compete() {
    let process = process(
        "{boards: {x: {title: X, chair: a, members: [b]}}, \
         approvals: {rules: [{rule: r, need: [{board: x}, {all: [a]}]}]}}",
    );
    let directory = people("ann: a, bob: b");
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["ann", "bob"]);
    assert!(before(&process, &change, &directory).complete());
}

#[test]
fn a_sequence_is_not_filled_out_of_order() {
    let (process, directory) = (needs("{sequence: [a, b]}"), people("ann: a, bob: b"));
    let mut late = change(&process, &directory, "{}");
    approve(&mut late, &["bob", "ann"]);
    assert_eq!(before(&process, &late, &directory).filled.len(), 1);
    let mut in_order = change(&process, &directory, "{}");
    approve(&mut in_order, &["ann", "bob"]);
    assert!(before(&process, &in_order, &directory).complete());
}

// 002.E1, Z37: an answer before one's turn does not count when the turn comes.
#[test]
fn an_answer_before_the_turn_of_a_successor_does_not_count() {
    let (process, directory) = (
        needs("{succession: [a, b], each: 15m}"),
        people("ann: a, bob: b"),
    );
    let mut change = change(&process, &directory, "{}");
    answer(&mut change, "bob", Answer::Approved, minutes(5));
    assert!(!before(&process, &change, &directory).complete());
    answer(&mut change, "bob", Answer::Approved, minutes(15));
    assert!(before(&process, &change, &directory).complete());
}

// 004.V3: an approval with a checklist counts when all of it is ticked.
#[test]
fn an_unticked_checklist_leaves_the_slot_empty() {
    let (process, directory) = (needs("{all: [a], checklist: [One, Two]}"), people("ann: a"));
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["ann"]);
    change.authority.approvals[0].ticked = vec!["Two".to_owned()];
    assert!(!before(&process, &change, &directory).complete());
    change.authority.approvals[0].ticked.push("One".to_owned());
    assert!(before(&process, &change, &directory).complete());
}

// 000.E4, 001.A1, Z25: what was said before the start is not a ratification, and ratifying takes nothing back.
#[test]
fn ratification_is_counted_apart() {
    let (process, directory) = (
        needs("[{all: [a]}, {all: [a], after: 24h}]"),
        people("ann: a"),
    );
    let mut change = change(&process, &directory, "{}");
    answer(&mut change, "ann", Answer::Approved, minutes(1));
    let after = |change: &Change| count(&process, change, &directory, 60, Timing::After);
    assert!(!after(&change).complete());
    change.times.started = Some(minutes(1));
    assert!(!after(&change).complete() && before(&process, &change, &directory).complete());
    answer(&mut change, "ann", Answer::Rejected, minutes(5));
    assert!(!after(&change).complete() && before(&process, &change, &directory).complete());
    answer(&mut change, "ann", Answer::Approved, minutes(6));
    change.authority.round = 2;
    assert!(
        after(&change).complete(),
        "the round does not matter afterwards"
    );
}

// T1: the example of a delegation that ended.
#[test]
fn an_expired_delegation_no_longer_counts() {
    let process = needs("{all: [a]}");
    let mut directory = people("ann: a, del: b");
    directory
        .delegations
        .push(placet_language::people::Delegation {
            from: id("ann"),
            to: id("del"),
            roles: [id("a")].into(),
            since: minutes(0),
            until: minutes(30),
        });
    let mut change = change(&process, &directory, "{}");
    approve(&mut change, &["del"]);
    let at = |minute| count(&process, &change, &directory, minute, Timing::Before).complete();
    assert!(at(29));
    assert!(!at(30));
}

// Every answer carries its reasons: who can help.
#[test]
fn what_is_missing_names_who_can_help() {
    let process = needs("[{all: [a]}, {vote: dao}, {all: [d]}]");
    let directory = people("req: a, ann: a, bob: a");
    let change = change(&process, &directory, "{}");
    let tally = before(&process, &change, &directory);
    let ballot = change.ballot(electors(&process, &directory, minutes(1)));
    let reasons = ballot.missing_reasons(&tally);
    let shown: Vec<(&str, &str)> = reasons
        .iter()
        .map(|r| (r.code.as_str(), r.hint.as_str()))
        .collect();
    assert_eq!(shown[0], ("approval_missing", "can be given by ann, bob"));
    assert_eq!(shown[1].0, "vote_not_available");
    assert!(shown[2].1.contains("an administrator can assign it"));
    assert!(tally.filled.is_empty());
}
