//! The lifecycle: every state is reached and left again, and a change can be started and ended.

use std::collections::HashSet;

use super::{Findings, path};
use crate::process::ast::{Lifecycle, Move, Phase, Process};
use crate::process::suggest::listed;

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
    let forward = closure([first.as_str()], |at| {
        edges
            .iter()
            .filter(move |(from, _)| *from == at)
            .map(|(_, to)| *to)
    });
    let ended = lifecycle
        .states
        .iter()
        .filter(|(_, state)| is_ended(state.phase))
        .map(|(id, _)| id.as_str());
    let backward = closure(ended, |at| {
        edges
            .iter()
            .filter(move |(_, to)| *to == at)
            .map(|(from, _)| *from)
    });
    for (id, state) in &lifecycle.states {
        let place = states.key(id.as_str());
        if !forward.contains(id.as_str()) {
            let hint = format!("add a move to `{id}`, or leave the state out");
            findings.add(
                &place,
                format!("the state `{id}` can never be reached"),
                hint,
            );
        }
        let leaves = edges
            .iter()
            .any(|(from, to)| *from == id.as_str() && from != to);
        if is_ended(state.phase) {
            continue;
        }
        if !leaves {
            let hint =
                format!("add a move with `at: {id}`, or give it the phase `closed` or `canceled`");
            findings.add(&place, format!("the state `{id}` has no way out"), hint);
        } else if !backward.contains(id.as_str()) {
            let hint = "add a move that leads to a state of phase `closed` or `canceled`";
            findings.add(
                &place,
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
