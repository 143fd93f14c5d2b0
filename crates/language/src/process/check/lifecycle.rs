//! The lifecycle: every state is reached and left again, and a change can be started and ended.

use std::collections::HashSet;

use crate::findings::{Findings, path};
use crate::process::ast::{Lifecycle, Move, Phase, Process};
use crate::suggest::listed;

/// Checks states and moves.
pub(super) fn check(process: &Process, findings: &mut Findings<'_>) {
    let lifecycle = &process.lifecycle;
    let Some((first, state)) = lifecycle.states.first() else {
        return;
    };
    let states = path(&["lifecycle", "states"]);
    if state.phase != Phase::New {
        let hint = "put a state of phase `new` first, or change the phase";
        findings.add(
            &states.key(first.as_str()),
            "the first state must have the phase `new`",
            hint,
        );
    }
    check_start(lifecycle, findings);
    let edges = edges(lifecycle);
    let known = |state: &str| lifecycle.states.keys().any(|id| id.as_str() == state);
    if edges.iter().all(|(from, to)| known(from) && known(to)) {
        check_reachable(lifecycle, first.as_str(), &edges, findings);
        check_ends(lifecycle, &edges, findings);
    }
}

/// Tells of the states at which a part that cannot be reached begins.
fn check_reachable(
    lifecycle: &Lifecycle,
    first: &str,
    edges: &[(&str, &str)],
    findings: &mut Findings<'_>,
) {
    let reached = closure([first], |at| {
        edges
            .iter()
            .filter(move |(from, _)| *from == at)
            .map(|(_, to)| *to)
    });
    let lost: Vec<&str> = lifecycle
        .states
        .keys()
        .map(|id| id.as_str())
        .filter(|id| !reached.contains(id))
        .collect();
    let begins = |id: &str| {
        !edges
            .iter()
            .any(|(from, to)| *to == id && *from != id && lost.contains(from))
    };
    let told: Vec<&str> = lost.iter().copied().filter(|id| begins(id)).collect();
    for id in if told.is_empty() { &lost } else { &told } {
        let hint = format!("add a move to `{id}`, or leave the state out");
        let place = path(&["lifecycle", "states", id]);
        findings.add(
            &place,
            format!("the state `{id}` can never be reached"),
            hint,
        );
    }
}

/// Tells of the states in which a change is stuck, or goes in circles.
fn check_ends(lifecycle: &Lifecycle, edges: &[(&str, &str)], findings: &mut Findings<'_>) {
    let ended = lifecycle
        .states
        .iter()
        .filter(|(_, state)| is_ended(state.phase))
        .map(|(id, _)| id.as_str());
    let before = |at| {
        edges
            .iter()
            .filter(move |(_, to)| *to == at)
            .map(|(from, _)| *from)
    };
    let ending = closure(ended, before);
    let leaves = |id: &str| edges.iter().any(|(from, to)| *from == id && from != to);
    let stuck: Vec<&str> = lifecycle
        .states
        .iter()
        .filter(|(id, state)| !is_ended(state.phase) && !leaves(id.as_str()))
        .map(|(id, _)| id.as_str())
        .collect();
    let explained = closure(stuck.iter().copied(), before);
    for id in &stuck {
        let hint =
            format!("add a move with `at: {id}`, or give it the phase `closed` or `canceled`");
        findings.add(
            &path(&["lifecycle", "states", id]),
            format!("the state `{id}` has no way out"),
            hint,
        );
    }
    for id in lifecycle.states.keys().map(|id| id.as_str()) {
        if !ending.contains(id) && !explained.contains(id) {
            let hint = "add a move that leads to a state of phase `closed` or `canceled`";
            findings.add(
                &path(&["lifecycle", "states", id]),
                format!("a change in state `{id}` can never end"),
                hint,
            );
        }
    }
}

fn is_ended(phase: Phase) -> bool {
    matches!(phase, Phase::Closed | Phase::Canceled)
}

fn check_start(lifecycle: &Lifecycle, findings: &mut Findings<'_>) {
    let moves = path(&["lifecycle", "moves"]);
    let Some(starts) = lifecycle.moves.get(&Move::Start) else {
        findings.add(
            &moves,
            "there is no move `start`",
            "add `start` with a state of phase `implement` in `to`",
        );
        return;
    };
    for start in &starts.0 {
        let phase = lifecycle.states.get(&start.to).map(|state| state.phase);
        if phase.is_some_and(|phase| phase != Phase::Implement) {
            let implement: Vec<&str> = lifecycle
                .states
                .iter()
                .filter(|(_, state)| state.phase == Phase::Implement)
                .map(|(id, _)| id.as_str())
                .collect();
            let message = format!(
                "`start` leads to `{}`, which is not of phase `implement`",
                start.to
            );
            let hint = match implement.as_slice() {
                [] => "give a state the phase `implement`".to_owned(),
                states => format!("lead to {}", listed(states.iter().copied())),
            };
            findings.add(&moves.key("start"), message, hint);
        }
    }
}

/// Every step from state to state that some move allows.
fn edges(lifecycle: &Lifecycle) -> Vec<(&str, &str)> {
    lifecycle
        .moves
        .values()
        .flat_map(|list| &list.0)
        .flat_map(|rule| rule.at.iter().map(|at| (at.as_str(), rule.to.as_str())))
        .collect()
}

/// Everything reachable from the given states, these included.
fn closure<'a, I: Iterator<Item = &'a str>>(
    from: impl IntoIterator<Item = &'a str>,
    next: impl Fn(&'a str) -> I,
) -> HashSet<&'a str> {
    let mut open: Vec<&str> = from.into_iter().collect();
    let mut reached: HashSet<&str> = open.iter().copied().collect();
    while let Some(at) = open.pop() {
        for to in next(at) {
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    reached
}
