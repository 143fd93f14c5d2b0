//! The rules, searched completely within bounds.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use placet_model::bounds::{Bounds, Guards, RIVAL, RUNNING, SLICES, VOTING};
use placet_model::rules::{HOLDER, ONCE, Rules, VOTES};
use placet_proof::{Report, Settings};

use crate::{finds, search};

/// No decision is slow.
const ONE_SERVER: Bounds = Bounds { slow: 0, ..RIVAL };
/// The store does not check who holds a target.
const NO_CLAIMS: Guards = Guards {
    claims: false,
    ..Guards::ALL
};

/// A bug is planted in the whole process, so searches of the rules take turns.
static TURN: Mutex<()> = Mutex::new(());

// T1 to T3, T5, T9; I2 to I5, I7, I8, I12: no order of votes, edits, races and crashes breaks them.
#[test]
fn t5_no_order_of_votes_edits_holds_and_crashes_starts_what_was_not_approved() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let settings = Settings::from_environment(1);
    let mut report = Report::begin("model", settings);
    let mut never_seen: Option<BTreeSet<&str>> = None;
    for slice in SLICES {
        let bounds = if cfg!(debug_assertions) {
            slice.narrower()
        } else {
            slice.wider(settings.units.saturating_sub(1))
        };
        let seen = search(Rules::new(bounds, Guards::ALL));
        println!("model: {}: {seen}", slice.name);
        assert!(seen.broken.is_empty(), "{}: {:?}", slice.name, seen.broken);
        report.add("states of the real rules", seen.states as u64);
        report.add("slices searched whole", 1);
        never_seen = Some(match never_seen {
            Some(before) => before.intersection(&seen.missing).copied().collect(),
            None => seen.missing,
        });
    }
    let lease = search(crate::lease::PROTOCOL);
    report.add("states of the lease protocol", lease.states as u64);
    // A search that cannot reach anything breaks nothing.
    assert_eq!(never_seen, Some(BTreeSet::new()));
    report.end();
}

// The controls of the store's part: without the comparisons of an append, the checker finds a way to break a law.
#[test]
fn each_guard_of_an_append_is_needed() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let all = Guards::ALL;
    let version = Guards {
        version: false,
        ..all
    };
    let people = Guards {
        people: false,
        ..all
    };
    for (guards, law, bounds) in [
        (version, VOTES, VOTING),
        (version, ONCE, RUNNING),
        (people, VOTES, VOTING),
        (NO_CLAIMS, HOLDER, RIVAL),
    ] {
        let found = finds(Rules::new(bounds.narrower(), guards), law);
        assert!(found, "without {guards:?} nothing breaks `{law}`");
    }
    // With one server, the rules alone uphold the law.
    let seen = search(Rules::new(ONE_SERVER, NO_CLAIMS));
    assert!(seen.broken.is_empty(), "{:?}", seen.broken);
}

// The controls of the rules: each bug that is planted in them is found.
#[test]
fn every_bug_planted_in_the_rules_is_found() {
    use placet_model::bounds::{EDITS, WHO};
    use placet_model::rules::{FINAL, FORWARD};
    use placet_teeth::{Bug, arm};
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let all = Guards::ALL;
    for (bug, bounds, guards, law) in [
        (Bug::ApprovalCountedTwice, WHO, all, VOTES),
        (Bug::AuthorApproves, EDITS, all, VOTES),
        (Bug::SecondAccountApproves, WHO, all, VOTES),
        (Bug::AgentApproves, WHO, all, VOTES),
        (Bug::VotesSurviveEdit, EDITS, all, VOTES),
        (Bug::VoidedVotesRevive, EDITS, all, VOTES),
        (Bug::AuthorizedOnceOnly, RUNNING, all, VOTES),
        (Bug::HoldIgnored, RUNNING, all, FORWARD),
        (Bug::EndedGoesOn, EDITS, all, FINAL),
        (Bug::ForwardAfterBackOut, RUNNING, all, FORWARD),
        (Bug::ClaimIgnored, ONE_SERVER, NO_CLAIMS, HOLDER),
    ] {
        arm(Some(bug));
        let found = finds(Rules::new(bounds, guards), law);
        arm(None);
        assert!(found, "`{}` was planted and not found", bug.name());
        println!("model: {} was found", bug.name());
    }
    // The digest that is authorized is compared with what runs, and so is each vote: without the first comparison, the
    // second still works.
    arm(Some(Bug::DigestNotChecked));
    let seen = search(Rules::new(EDITS.narrower(), all));
    arm(None);
    assert!(seen.broken.is_empty(), "{:?}", seen.broken);
}
