//! I1: every effect has an earlier durable intent. I3, promise 2: nothing that is not idempotent happens twice unless a
//! person ordered it.

use std::collections::{BTreeMap, HashMap};

use placet_domain::ChangeId;
use placet_domain::change::Event;
use placet_domain::plan::Direction;

use super::case::Case;
use super::history::{Effect, Stream};
use super::violation::Violation;

/// An attempt: step, direction, number.
pub(super) type Attempt = (String, Direction, u32);

/// Effects by their cause: the change, the attempt, and the kind of effect.
pub(super) type Resolved = BTreeMap<(ChangeId, Attempt, String), u64>;

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let (resolved, mut found) = resolve(case);
    for ((change, attempt, kind), count) in &resolved {
        let stream = &case.history.streams[change];
        let most = most(case, *change, stream, attempt, kind);
        if *count > most {
            found.push(Violation::new(
                "I3",
                format!("{change} {attempt:?}: {count} effects `{kind}`, at most {most}"),
            ));
        }
    }
    for (change, stream) in &case.history.streams {
        found.extend(repeated(*change, stream, &resolved));
    }
    found
}

/// Checks that a step that is not idempotent has at most one effect, plus one for each order of a person. All probes of
/// the target side tell the truth.
fn repeated(change: ChangeId, stream: &Stream, resolved: &Resolved) -> Vec<Violation> {
    let mut found = Vec::new();
    for step in stream.plan().steps.iter().filter(|step| !step.idempotent) {
        let id = step.id.as_str();
        let forward = stream
            .events()
            .take_while(|event| !matches!(event, Event::BackoutStarted { .. }));
        let orders = forward.filter(
            |event| matches!(event, Event::StepOrdered { step, .. } if step.as_str() == id),
        );
        let most = 1 + orders.count() as u64;
        let done = resolved.iter().filter(|((its, (step, ..), kind), _)| {
            *its == change && step == id && matches!(kind.as_str(), "do" | "http-do")
        });
        let count: u64 = done.map(|(_, count)| count).sum();
        if count > most {
            let what =
                format!("{change} {id} is not idempotent and had {count} effects, at most {most}");
            found.push(Violation::new("I3", what));
        }
    }
    found
}

/// Returns the most effects that one attempt may have.
fn most(case: &Case, change: ChangeId, stream: &Stream, attempt: &Attempt, kind: &str) -> u64 {
    let (step, direction, number) = attempt;
    let idempotent = stream.step(step).is_some_and(|step| step.idempotent);
    match kind {
        "do" | "http-do" if !idempotent => 1,
        // A repeatable request is sent again by each server that finds it unanswered.
        "http-do" | "http-undo" => u64::MAX,
        // A command is repeated only after its shim was killed, because a shim outlives the server.
        _ => {
            let word = match direction {
                Direction::Forward => "do",
                Direction::Undo => "undo",
                Direction::Probe => "probe",
                Direction::AfterBackOut => "check",
            };
            let dir = case
                .runs
                .join(change.to_string())
                .join(format!("{step}-{word}-{number}"));
            let killed = case
                .killed_shims
                .iter()
                .filter(|(slot, _)| slot.starts_with(&dir));
            1 + killed.map(|(_, count)| count).sum::<u64>()
        }
    }
}

/// Finds the attempt of each effect.
pub(super) fn resolve(case: &Case) -> (Resolved, Vec<Violation>) {
    let streams = &case.history.streams;
    let names: HashMap<String, ChangeId> = streams
        .iter()
        .flat_map(|(id, stream)| [(id.to_string(), *id), (stream.tag().to_owned(), *id)])
        .collect();
    let (mut resolved, mut found) = (Resolved::new(), Vec::new());
    for effect in &case.effects {
        let attempt = names
            .get(&effect.who)
            .and_then(|change| Some((*change, attempt_of(&streams[change], effect)?)));
        match attempt {
            Some((change, attempt)) => {
                *resolved
                    .entry((change, attempt, effect.kind.clone()))
                    .or_default() += 1;
            }
            None => found.push(Violation::new(
                "I1",
                format!("an effect without an intent: {effect:?}"),
            )),
        }
    }
    (resolved, found)
}

fn attempt_of(stream: &Stream, effect: &Effect) -> Option<Attempt> {
    let wanted = match effect.kind.as_str() {
        "do" | "check" | "http-do" => (Direction::Forward, "forward"),
        "undo" | "http-undo" => (Direction::Undo, "undo"),
        "after" => (Direction::AfterBackOut, "after_back_out"),
        _ => return None,
    };
    let begun = stream.0.iter().filter_map(|entry| match entry.event() {
        Event::StepStarted {
            step,
            direction,
            attempt,
            ..
        } => Some((entry.version, step, *direction, *attempt)),
        _ => None,
    });
    // The runner knew the intent, so the intent is not younger than the fence.
    let mut known = begun.filter(|(version, step, direction, attempt)| {
        *version <= effect.fence
            && step.as_str() == effect.step
            && *direction == wanted.0
            && effect.direction == wanted.1
            && (effect.attempt == 0 || effect.attempt == *attempt)
    });
    known
        .next_back()
        .map(|(_, step, direction, attempt)| (step.to_string(), direction, attempt))
}
