//! Steps: which attempts begin and when, and which are called off.

use jiff::{SignedDuration, Timestamp};
use placet_domain::StepId;
use placet_domain::change::{Change, Event};
use placet_domain::plan::{Action, Direction, Step, manual_task};

use crate::job::{Job, Planned, StepJob};

/// Returns the running steps that events call off.
pub(crate) fn called_off(events: &[Event]) -> Vec<StepId> {
    let kills = events.iter().filter_map(|event| match event {
        Event::BackoutStarted { kill, .. } => Some(kill),
        _ => None,
    });
    kills.flatten().cloned().collect()
}

/// Returns the attempts that events begin.
pub(crate) fn attempts(events: &[Event], after: &Change, now: Timestamp) -> Vec<Planned> {
    events
        .iter()
        .filter_map(|event| attempt_of(event, after, now))
        .collect()
}

fn attempt_of(event: &Event, after: &Change, now: Timestamp) -> Option<Planned> {
    let Event::StepStarted {
        step,
        direction,
        attempt,
        not_before,
    } = event
    else {
        return None;
    };
    let planned = after
        .request
        .plan
        .steps
        .iter()
        .find(|planned| planned.id == *step)?;
    if manual_task(planned, *direction).is_some() {
        return None;
    }
    let earliest = not_before.unwrap_or(now);
    let job = StepJob {
        step: step.clone(),
        direction: *direction,
        attempt: *attempt,
    };
    Some(Planned {
        change: after.id,
        job: Job::Step(job),
        // A wait takes no thread. Its job simply comes later.
        run_at: match pure_wait(planned, *direction) {
            Some(wait) => earliest.checked_add(wait).unwrap_or(earliest),
            None => earliest,
        },
    })
}

/// Shifts a step's start back when the log is ahead of the wall clock, so that the step is not delayed by the difference.
pub(crate) fn on_the_clock(mut planned: Planned, ahead: SignedDuration) -> Planned {
    if planned.is_step() {
        let run_at = planned.run_at;
        planned.run_at = run_at.saturating_sub(ahead).unwrap_or(run_at);
    }
    planned
}

/// Returns when a pending step may run after a start. This is never later than originally planned, because the clock
/// may have been set back since.
pub(crate) fn run_again_at(
    step: &StepJob,
    planned: Timestamp,
    change: &Change,
    now: Timestamp,
) -> Timestamp {
    let begun = change
        .run
        .step(&step.step)
        .started_at
        .filter(|_| step.direction != Direction::AfterBackOut);
    let wait = begun.map_or(SignedDuration::ZERO, |begun| planned.duration_since(begun));
    planned.min(now.saturating_add(wait).unwrap_or(now))
}

/// Returns how long an attempt waits if it does nothing but wait.
pub(crate) fn pure_wait(step: &Step, direction: Direction) -> Option<SignedDuration> {
    match (direction, &step.action, &step.check) {
        (Direction::Forward, Action::Wait(wait), None) => Some(wait.0),
        _ => None,
    }
}
