//! I4: no forward step after a back-out began. I6: backed out means that everything is undone and the checks passed.

use std::collections::{BTreeMap, BTreeSet};

use placet_domain::ChangeId;
use placet_domain::change::Event;
use placet_domain::plan::Direction;

use super::case::Case;
use super::effects::{Resolved, resolve};
use super::history::Stream;
use super::violation::Violation;

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let (resolved, _) = resolve(case);
    let streams = &case.history.streams;
    streams
        .iter()
        .flat_map(|(change, stream)| stream_of(*change, stream, &resolved))
        .collect()
}

fn stream_of(change: ChangeId, stream: &Stream, resolved: &Resolved) -> Vec<Violation> {
    let mut scope: Option<BTreeSet<String>> = None;
    let mut touched = BTreeSet::new();
    let mut settled: BTreeMap<String, bool> = BTreeMap::new();
    let mut checked: Option<u32> = None;
    let mut answered_for = false;
    let mut found = Vec::new();
    for entry in &stream.0 {
        let mut say = |law, what: String| {
            found.push(Violation::new(
                law,
                format!("{change} version {}: {what}", entry.version),
            ));
        };
        match entry.event() {
            Event::StepStarted {
                step,
                direction,
                attempt,
                ..
            } => match direction {
                Direction::Forward if scope.is_some() => {
                    say("I4", format!("`{step}` begins after the back-out began"));
                }
                Direction::Forward | Direction::Probe => {}
                Direction::Undo => {
                    settled.insert(step.to_string(), false);
                }
                Direction::AfterBackOut => checked = Some(*attempt),
            },
            Event::StepSucceeded { step, .. }
            | Event::StepFailed { step, .. }
            | Event::StepReported { step, .. }
            | Event::OutcomeUnknown { step, .. } => {
                touched.insert(step.to_string());
            }
            // A probe found that the step left nothing to undo.
            Event::StepNotStarted {
                step,
                direction: Direction::Probe,
                ..
            } => {
                touched.remove(step.as_str());
            }
            Event::BackoutStarted { scope: steps, .. } => {
                scope = Some(steps.iter().map(ToString::to_string).collect());
            }
            Event::StepUndone { step, .. } => {
                settled.insert(step.to_string(), true);
            }
            Event::StepSkipped { step, .. } if scope.is_some() => {
                settled.insert(step.to_string(), true);
            }
            Event::BackoutStuck { .. } => checked = None,
            Event::ChecksSkipped { .. } => answered_for = true,
            Event::BackoutFinished => {
                let Some(scope) = &scope else {
                    say("I6", "backed out without a back-out".to_owned());
                    continue;
                };
                for step in scope
                    .iter()
                    .filter(|step| settled.get(*step) != Some(&true) && touched.contains(*step))
                {
                    say("I6", format!("backed out, and `{step}` is not undone"));
                }
                let what = unchecked(change, stream, checked, resolved);
                // If checks cannot pass, a person can end the run and take responsibility.
                if let Some(what) = what.filter(|_| !answered_for) {
                    say("I6", what);
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns why the checks after the back-out cannot have passed.
fn unchecked(
    change: ChangeId,
    stream: &Stream,
    checked: Option<u32>,
    resolved: &Resolved,
) -> Option<String> {
    let plan = stream.plan();
    if plan.after_back_out.is_empty() {
        return None;
    }
    let first = plan.steps.first()?.id.to_string();
    let Some(attempt) = checked else {
        return Some("backed out, and the checks afterwards did not run or failed".to_owned());
    };
    let key = (
        change,
        (first, Direction::AfterBackOut, attempt),
        "after".to_owned(),
    );
    (!resolved.contains_key(&key))
        .then(|| "backed out, and the checks afterwards left no trace".to_owned())
}
