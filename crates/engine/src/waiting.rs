//! Whom a change waits for now, and what it holds: the rows of inboxes and claims.

use placet_domain::approval::{Slot, Timing};
use placet_domain::change::{Change, Facts};
use placet_domain::condition::holds_or_not;
use placet_domain::plan::{RunStatus, manual_task, targets as planned_targets};
use placet_domain::process::{FilledBy, Phase};
use placet_domain::{PersonId, RoleId};
use placet_store::{Waiting, WaitingFor};

/// Everything a change waits for.
pub(crate) fn waiting(change: &Change, facts: &Facts<'_>) -> Vec<Waiting> {
    let mut rows = Vec::new();
    if matches!(change.phase, Phase::Assess | Phase::Authorize) {
        reviews(change, facts, &mut rows);
    }
    let before = matches!(
        change.phase,
        Phase::Assess | Phase::Authorize | Phase::Scheduled
    );
    if before && change.round > 0 && change.authorized != Some(change.digest) {
        approvals(change, facts, Timing::Before, &mut rows);
    }
    if change.times.started.is_some() && !change.ratified && change.phase != Phase::Canceled {
        approvals(change, facts, Timing::After, &mut rows);
    }
    if change.phase == Phase::Implement {
        run(change, &mut rows);
    }
    rows
}

/// Every target the change holds: its plan's, from its start until nothing can happen any more.
pub(crate) fn targets(change: &Change) -> Vec<String> {
    if change.run.holds_targets() {
        planned_targets(&change.plan).into_iter().collect()
    } else {
        Vec::new()
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
        .holders(&change.fields, role)
        .iter()
        .map(|person| row(slot, kind, Some(role), Some(person)))
        .collect()
}

fn reviews(change: &Change, facts: &Facts<'_>, rows: &mut Vec<Waiting>) {
    let scope = change.scope(facts.process);
    for (kind, review) in &facts.process.reviews {
        let passed = change
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
    if change.slots.iter().all(|slot| slot.timing != timing) {
        return;
    }
    let kind = if timing == Timing::Before {
        WaitingFor::Approve
    } else {
        WaitingFor::Ratify
    };
    let zone = &facts.process.zone;
    let since = match timing {
        Timing::Before => change.times.requested,
        Timing::After => change.times.started,
    };
    let due = |slot: &Slot| Some(slot.within?.after(since?, zone));
    for slot in change.ballot(facts.electors()).tally(timing).missing {
        for eligible in &slot.eligible {
            let opens = eligible
                .opens_after
                .and_then(|wait| since?.checked_add(wait.0).ok());
            let asked = rows_of(change, facts, &slot.id, kind, &eligible.role);
            rows.extend(asked.into_iter().map(|row| Waiting {
                opens,
                due: due(&slot),
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
        if *implementer != change.requester {
            rows.push(row("run", WaitingFor::Step, None, Some(&change.requester)));
        }
    }
}
