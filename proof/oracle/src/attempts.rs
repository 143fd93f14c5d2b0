//! I3: every attempt begins once, one at a time, and a further attempt only for a reason that the rules allow.

use std::collections::BTreeMap;

use placet_domain::ChangeId;
use placet_domain::change::Event;
use placet_domain::plan::Direction;

use super::case::Case;
use super::history::Stream;
use super::violation::Violation;

/// What has happened to a step since an attempt of it began.
#[derive(Debug, Default)]
struct Since {
    begun: u32,
    running: bool,
    ordered: bool,
    not_begun: bool,
    failed: bool,
}

pub(super) fn check(case: &Case) -> Vec<Violation> {
    case.history.each_stream(stream_of)
}

fn stream_of(change: ChangeId, stream: &Stream) -> Vec<Violation> {
    let mut parts: BTreeMap<(String, Direction), Since> = BTreeMap::new();
    let mut found = Vec::new();
    for entry in &stream.0 {
        let event = entry.event();
        if let Event::StepStarted {
            step,
            direction,
            attempt,
            ..
        } = event
        {
            let id = step.to_string();
            let part = parts.entry((id.clone(), *direction)).or_default();
            let mut reasons = Vec::new();
            if *attempt != part.begun + 1 {
                reasons.push(format!("it follows attempt {}", part.begun));
            }
            if part.begun > 0 && !justified(stream, &id, *direction, part) {
                reasons.push(format!("nothing asked for it: {part:?}"));
            }
            *part = Since {
                begun: *attempt,
                running: true,
                ..Since::default()
            };
            let others = parts
                .iter()
                .filter(|((other, its), part)| *other == id && its != direction && part.running);
            reasons.extend(others.map(|((_, its), _)| format!("{its:?} still runs")));
            let version = entry.version;
            found.extend(reasons.into_iter().map(|reason| {
                Violation::new(
                    "I3",
                    format!("{change} version {version}: {id} {direction:?} {attempt}: {reason}"),
                )
            }));
        } else {
            note(&mut parts, event);
        }
    }
    found
}

fn note(parts: &mut BTreeMap<(String, Direction), Since>, event: &Event) {
    use Direction::{AfterBackOut, Forward, Probe, Undo};
    let (step, directions, what): (_, &[Direction], fn(&mut Since)) = match event {
        Event::StepSucceeded { step, .. } => (step, &[Forward, Probe], Since::ended),
        Event::StepFailed { step, .. } | Event::OutcomeUnknown { step, .. } => {
            (step, &[Forward, Probe], Since::failed)
        }
        Event::StepReported { step, .. } => (step, &[Forward], Since::ended),
        // The probe found that the step's effect is not there.
        Event::StepNotStarted {
            step,
            direction: Probe,
            ..
        } => (step, &[Forward, Probe], Since::not_begun),
        Event::StepNotStarted {
            step, direction, ..
        } => (step, std::slice::from_ref(direction), Since::not_begun),
        Event::StepUndone { step, .. } => (step, &[Undo], Since::ended),
        Event::UndoFailed { step, .. } => (step, &[Undo], Since::failed),
        Event::StepOrdered { step, .. } => (step, &[Forward, Probe, Undo], Since::ordered),
        Event::BackoutStuck { .. } => {
            let checks = parts
                .iter_mut()
                .filter(|((_, direction), _)| *direction == AfterBackOut);
            return checks.for_each(|(_, part)| part.failed());
        }
        _ => return,
    };
    for direction in directions {
        if let Some(part) = parts.get_mut(&(step.to_string(), *direction)) {
            what(part);
        }
    }
}

impl Since {
    fn ended(&mut self) {
        self.running = false;
    }

    fn failed(&mut self) {
        (self.running, self.failed) = (false, true);
    }

    fn not_begun(&mut self) {
        (self.running, self.not_begun) = (false, true);
    }

    fn ordered(&mut self) {
        self.ordered = true;
    }
}

fn justified(stream: &Stream, step: &str, direction: Direction, part: &Since) -> bool {
    let idempotent = stream.step(step).is_some_and(|step| step.idempotent);
    let may_repeat = direction != Direction::Forward || idempotent;
    !part.running && (part.ordered || part.not_begun || (part.failed && may_repeat))
}
