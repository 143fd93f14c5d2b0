//! What must follow: from events to jobs. Pure.

use jiff::{SignedDuration, Timestamp};
use placet_domain::StepId;
use placet_domain::change::{Change, Event, Facts, next_deadline};
use placet_domain::plan::{Action, Direction, Step, manual_task};
use placet_store::NewJob;
use serde::{Deserialize, Serialize};

/// An attempt to carry out.
pub(crate) const STEP: &str = "step";
/// A deadline to look at.
pub(crate) const LAPSE: &str = "lapse";

/// The body of a step's job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StepJob {
    pub(crate) step: StepId,
    pub(crate) direction: Direction,
    pub(crate) attempt: u32,
}

/// The running steps that events call off.
pub(crate) fn called_off(events: &[Event]) -> Vec<StepId> {
    let kills = events.iter().filter_map(|event| match event {
        Event::BackoutStarted { kill, .. } => Some(kill),
        _ => None,
    });
    kills.flatten().cloned().collect()
}

/// The jobs that events demand.
pub(crate) fn react(events: &[Event], after: &Change, facts: &Facts<'_>) -> Vec<NewJob> {
    let mut jobs: Vec<NewJob> = events
        .iter()
        .filter_map(|event| attempt(event, after, facts.now))
        .collect();
    let moves_deadline = events.iter().any(|event| {
        matches!(
            event,
            Event::ChangeStarted { .. }
                | Event::ChangeScheduled { .. }
                | Event::ApprovalRequested { .. }
                | Event::ApprovalsOverdue { .. }
                | Event::ChangeAuthorized { .. }
        )
    });
    if moves_deadline && let Some(due) = next_deadline(after, facts.process, facts.now) {
        jobs.push(NewJob {
            kind: LAPSE.to_owned(),
            change: Some(after.id),
            body: serde_json::Value::Null,
            run_at: due,
        });
    }
    jobs
}

fn attempt(event: &Event, after: &Change, now: Timestamp) -> Option<NewJob> {
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
        .plan
        .steps
        .iter()
        .find(|planned| planned.id == *step)?;
    if manual_task(planned, *direction).is_some() {
        return None;
    }
    let earliest = not_before.unwrap_or(now);
    let body = StepJob {
        step: step.clone(),
        direction: *direction,
        attempt: *attempt,
    };
    Some(NewJob {
        kind: STEP.to_owned(),
        change: Some(after.id),
        body: serde_json::to_value(body).ok()?,
        // A wait takes no thread: its job simply comes later.
        run_at: match pure_wait(planned, *direction) {
            Some(wait) => earliest.checked_add(wait).unwrap_or(earliest),
            None => earliest,
        },
    })
}

/// A job as the clock has it that the change is ahead of: a step must not wait until the clock has caught up.
pub(crate) fn on_the_clock(mut job: NewJob, ahead: SignedDuration) -> NewJob {
    if job.kind == STEP {
        job.run_at = job.run_at.saturating_sub(ahead).unwrap_or(job.run_at);
    }
    job
}

/// A job that a start finds, no later than it was meant to be: the clock may have been set back meanwhile.
pub(crate) fn taken_up(mut job: NewJob, change: &Change, now: Timestamp) -> NewJob {
    let Ok(step) = serde_json::from_value::<StepJob>(job.body.clone()) else {
        return job;
    };
    let begun = change
        .run
        .step(&step.step)
        .started_at
        .filter(|_| step.direction != Direction::AfterBackOut);
    let wait = begun.map_or(SignedDuration::ZERO, |begun| {
        job.run_at.duration_since(begun)
    });
    job.run_at = job.run_at.min(now.saturating_add(wait).unwrap_or(now));
    job
}

/// How long an attempt waits that does nothing else.
pub(crate) fn pure_wait(step: &Step, direction: Direction) -> Option<SignedDuration> {
    match (direction, &step.action, &step.check) {
        (Direction::Forward, Action::Wait(wait), None) => Some(wait.0),
        _ => None,
    }
}
