//! Whom a change waits for now, and what it holds: the rules of the inbox.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::state::Change;
use crate::approval::Timing;
use crate::plan::{RunStatus, manual_task, targets};
use placet_language::condition::holds_or_not;
use placet_language::ids::{PersonId, RoleId};
use placet_language::process::{FilledBy, Phase};

/// Something that a change waits for, and from whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The slot, review or task, unique in the change together with whom it waits for.
    pub slot: String,
    /// For what.
    pub kind: WaitingFor,
    /// For anyone in this role.
    pub role: Option<RoleId>,
    /// For this person.
    pub person: Option<PersonId>,
    /// Not before this instant: the succession of an authority.
    pub opens: Option<Timestamp>,
    /// Expected by then.
    pub due: Option<Timestamp>,
}

/// What a change can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// An approval before the start.
    Approve,
    /// A review.
    Review,
    /// An approval after the implementation.
    Ratify,
    /// A condition or a checklist.
    Task,
    /// A manual step, or a decision about a run.
    Step,
}

/// Returns everything that a change waits for.
pub fn waiting(change: &Change, facts: &Facts<'_>) -> Vec<Waiting> {
    let mut rows = Vec::new();
    if matches!(change.phase, Phase::Assess | Phase::Authorize) {
        reviews(change, facts, &mut rows);
    }
    for timing in [Timing::Before, Timing::After] {
        if waits_for_approvals(change, timing) {
            approvals(change, facts, timing, &mut rows);
        }
    }
    if change.phase == Phase::Implement {
        run(change, &mut rows);
    }
    rows
}

/// Returns every target that the change holds: those of its plan, from its start until nothing can happen any more.
pub fn held_targets(change: &Change) -> Vec<String> {
    if change.run.holds_targets() {
        targets(&change.request.plan).into_iter().collect()
    } else {
        Vec::new()
    }
}

/// Tells whether approvals of this timing are missing, so that people are asked for them and can be late.
pub(super) fn waits_for_approvals(change: &Change, timing: Timing) -> bool {
    let before_start = matches!(
        change.phase,
        Phase::Assess | Phase::Authorize | Phase::Scheduled
    );
    match timing {
        _ if change
            .authority
            .slots
            .iter()
            .all(|slot| slot.timing != timing) =>
        {
            false
        }
        Timing::Before => {
            before_start
                && change.authority.round > 0
                && change.authority.authorized != Some(change.request.digest)
        }
        Timing::After => {
            change.times.started.is_some()
                && !change.authority.ratified
                && change.phase != Phase::Canceled
        }
    }
}

fn row(slot: &str, kind: WaitingFor, role: Option<&RoleId>, person: Option<&PersonId>) -> Waiting {
    Waiting {
        slot: slot.to_owned(),
        kind,
        role: role.cloned(),
        person: person.cloned(),
        opens: None,
        due: None,
    }
}

/// A row for the holders of a role; for a role that the change itself fills, a row for each person it names.
fn rows_of(
    change: &Change,
    facts: &Facts<'_>,
    slot: &str,
    kind: WaitingFor,
    role: &RoleId,
) -> Vec<Waiting> {
    let filled_by = facts.process.roles.get(role).map(|role| &role.filled_by);
    if !matches!(filled_by, Some(FilledBy::Field(_))) {
        return vec![row(slot, kind, Some(role), None)];
    }
    facts
        .electors()
        .holders(&change.request.fields, role)
        .iter()
        .map(|person| row(slot, kind, Some(role), Some(person)))
        .collect()
}

fn reviews(change: &Change, facts: &Facts<'_>, rows: &mut Vec<Waiting>) {
    let scope = change.scope(facts.process);
    for (kind, review) in &facts.process.reviews {
        let passed = change
            .authority
            .reviews
            .iter()
            .any(|done| done.kind == *kind && done.passed);
        if !passed && holds_or_not(review.when.as_ref(), &scope) {
            let slot = format!("review:{kind}");
            for role in &review.by {
                rows.extend(rows_of(change, facts, &slot, WaitingFor::Review, role));
            }
        }
    }
}

fn approvals(change: &Change, facts: &Facts<'_>, timing: Timing, rows: &mut Vec<Waiting>) {
    let kind = if timing == Timing::Before {
        WaitingFor::Approve
    } else {
        WaitingFor::Ratify
    };
    let ballot = change.ballot(facts.electors());
    for slot in ballot.tally(timing).missing {
        for eligible in &slot.eligible {
            let asked = rows_of(change, facts, &slot.id, kind, &eligible.role);
            rows.extend(asked.into_iter().map(|row| Waiting {
                opens: ballot.opens(&slot, eligible),
                due: ballot.due(&slot),
                ..row
            }));
        }
    }
}

/// Manual steps that wait for a report, and runs that wait for a decision.
fn run(change: &Change, rows: &mut Vec<Waiting>) {
    let implementer = change.carried_out_by();
    for in_flight in &change.run.in_flight {
        let step = change
            .request
            .plan
            .steps
            .iter()
            .find(|step| step.id == in_flight.step);
        let task = step.and_then(|step| manual_task(step, in_flight.direction));
        if let Some(task) = task {
            let slot = format!("step:{}", in_flight.step);
            let person = task.by.is_none().then_some(implementer);
            rows.push(row(&slot, WaitingFor::Step, task.by.as_ref(), person));
        }
    }
    if matches!(change.run.status, RunStatus::Halted | RunStatus::Stuck) || change.run.paused {
        rows.push(row("run", WaitingFor::Step, None, Some(implementer)));
        if *implementer != change.who.requester {
            rows.push(row(
                "run",
                WaitingFor::Step,
                None,
                Some(&change.who.requester),
            ));
        }
    }
}
