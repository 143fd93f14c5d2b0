//! Promise 2: a recorded outcome is true. A step that succeeded had its effect, and a step that was undone had its
//! undo.

use placet_domain::ChangeId;
use placet_domain::change::Event;
use placet_domain::plan::{Action, Direction, Step, Undo};

use super::case::Case;
use super::effects::{Resolved, resolve};
use super::violation::Violation;

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let (resolved, _) = resolve(case);
    let mut found = Vec::new();
    for (change, stream) in &case.history.streams {
        for event in stream.events() {
            let lacks = match event {
                Event::StepSucceeded { step, attempt, .. } => {
                    let step = stream.step(step.as_str()).unwrap();
                    kind_of(&step.action, "do").filter(|kind| {
                        // A probe may have found the effect of an earlier attempt.
                        !has(
                            &resolved,
                            *change,
                            step,
                            Direction::Forward,
                            step.probe.is_none().then_some(*attempt),
                            kind,
                        )
                    })
                }
                Event::StepUndone { step, attempt, .. } => {
                    let step = stream.step(step.as_str()).unwrap();
                    let kind = match &step.undo {
                        Some(Undo::Action(action)) => kind_of(action, "undo"),
                        _ => None,
                    };
                    kind.filter(|kind| {
                        !has(
                            &resolved,
                            *change,
                            step,
                            Direction::Undo,
                            Some(*attempt),
                            kind,
                        )
                    })
                }
                _ => None,
            };
            if let Some(kind) = lacks {
                found.push(Violation::new(
                    "P2",
                    format!("{change}: no effect `{kind}` behind {event:?}"),
                ));
            }
        }
    }
    found
}

/// Returns the kind of effect that an action leaves, if it leaves one that is counted.
fn kind_of(action: &Action, word: &str) -> Option<String> {
    match action {
        Action::Command(_) => Some(word.to_owned()),
        Action::Http(_) => Some(format!("http-{word}")),
        _ => None,
    }
}

fn has(
    resolved: &Resolved,
    change: ChangeId,
    step: &Step,
    direction: Direction,
    attempt: Option<u32>,
    kind: &str,
) -> bool {
    resolved.keys().any(|(its, (id, way, number), what)| {
        *its == change
            && id == step.id.as_str()
            && *way == direction
            && attempt.is_none_or(|attempt| attempt == *number)
            && what == kind
    })
}
