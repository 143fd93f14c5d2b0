//! I13: in the end, every run has ended, and no attempt is in progress.

use std::collections::BTreeSet;

use placet_domain::change::Event;
use placet_domain::plan::Direction;

use super::case::Case;
use super::violation::Violation;

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let mut found = Vec::new();
    for (change, stream) in &case.history.streams {
        let mut run = None;
        let mut under_way: BTreeSet<(String, Direction)> = BTreeSet::new();
        for event in stream.events() {
            match event {
                Event::ChangeStarted { .. } | Event::BackoutStarted { .. } => {
                    run = Some(event.name());
                }
                Event::RunFinished | Event::BackoutFinished => run = None,
                Event::StepStarted {
                    step, direction, ..
                } => {
                    under_way.insert((step.to_string(), *direction));
                }
                Event::StepNotStarted {
                    step, direction, ..
                } => {
                    under_way.remove(&(step.to_string(), *direction));
                }
                Event::StepReported { step, .. } => {
                    under_way.remove(&(step.to_string(), Direction::Forward));
                }
                Event::StepSucceeded { step, .. }
                | Event::StepFailed { step, .. }
                | Event::OutcomeUnknown { step, .. }
                | Event::StepUndone { step, .. }
                | Event::UndoFailed { step, .. } => {
                    under_way.retain(|(id, direction)| {
                        *id != step.as_str() || *direction == Direction::AfterBackOut
                    });
                }
                _ => {}
            }
            if matches!(event, Event::BackoutStuck { .. } | Event::BackoutFinished) {
                under_way.retain(|(_, direction)| *direction != Direction::AfterBackOut);
            }
        }
        if let Some(last) = run {
            found.push(Violation::new(
                "I13",
                format!("{change}: the run that began with {last} has not ended"),
            ));
        }
        if !under_way.is_empty() {
            found.push(Violation::new(
                "I13",
                format!("{change}: still in progress: {under_way:?}"),
            ));
        }
    }
    found
}
