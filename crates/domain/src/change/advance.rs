//! The run goes on: which steps begin now, which undo begins now, and when it ends.

use placet_teeth::{Bug, planted};

use super::decision::Decision;
use super::event::Event;
use super::facts::Facts;
use super::material::digest_of;
use super::outcome;
use super::proceed;
use super::state::Change;
use crate::approval::{Ballot, Timing};
use crate::ids::{PersonId, StepId};
use crate::plan::{
    self, Direction, Reversibility, RunStatus, back_out_kind, back_out_scope, next_forward,
    next_undo,
};
use crate::process::{BackOutKind, Move, MoveRule};
use crate::rejection::Reason;

/// Why nothing may run: the decision that is taken again in the transaction that records each step's start.
///
/// INVARIANT: a forward step begins only while this is empty. Promise 1 of the design; RELIABILITY rule 1.
pub(super) fn unauthorized(
    change: &Change,
    facts: &Facts<'_>,
    implementer: &PersonId,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let digest = digest_of(change, facts.process);
    if change.process_digest != facts.process_digest {
        reasons.push(Reason::new(
            "process_differs",
            "the change was opened under another version of the process",
            "this is an internal inconsistency; run `placet ledger verify` and ask the operator",
        ));
    }
    if change.authorized != Some(digest) && !planted(Bug::DigestNotChecked) {
        reasons.push(
            Reason::new(
                "not_authorized",
                "what would run has not been authorised",
                "the approvals that are missing are listed under gates",
            )
            .at("approvals"),
        );
    }
    let ballot = Ballot {
        implementer: Some(implementer),
        ..change.ballot(facts.electors())
    };
    for slot in &ballot.tally(Timing::Before).missing {
        let gave_it = change
            .approvals
            .iter()
            .any(|a| a.person == *implementer && a.is_for(digest));
        let (place, code, message) = if gave_it {
            (
                "approvals",
                "approver_may_not_implement",
                format!("`{implementer}` approved this change and may not carry it out"),
            )
        } else {
            (
                slot.id.as_str(),
                "approval_missing",
                format!(
                    "the approval of {} is missing or no longer counts",
                    slot.title
                ),
            )
        };
        reasons.push(
            Reason::new(code, message, "ask another person")
                .at(place)
                .from(&slot.from),
        );
    }
    if let Some(why) = &change.held
        && !planted(Bug::HoldIgnored)
    {
        reasons.push(
            Reason::new(
                "held",
                format!("the change is held: {why}"),
                "release it first",
            )
            .at("hold"),
        );
    }
    reasons.extend(claimed_targets(change, facts));
    reasons
}

/// A reason for each target of the plan that another running change holds.
pub(super) fn claimed_targets(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for target in plan::targets(&change.plan) {
        if let Some(holder) = facts.claimed.get(&target)
            && !planted(Bug::ClaimIgnored)
        {
            reasons.push(
                Reason::new(
                    "target_claimed",
                    format!("`{target}` is held by change `{holder}`, which is running"),
                    "wait until it has ended",
                )
                .at("plan"),
            );
        }
    }
    reasons
}

/// Every reason against a start by this person, the gates of the move aside.
pub(super) fn may_start(d: &Decision<'_>, implementer: &PersonId) -> Vec<Reason> {
    let mut reasons = unauthorized(&d.change, d.facts, implementer);
    for (index, condition) in d.change.conditions.iter().enumerate() {
        if condition.met.is_none() {
            reasons.push(
                Reason::new(
                    "condition_open",
                    format!("condition {} is not met: {}", index + 1, condition.text),
                    "report it with `placet change condition`",
                )
                .at("conditions"),
            );
        }
    }
    reasons
}

/// Begins the implementation.
pub(super) fn start(d: &mut Decision<'_>, rule: &MoveRule, implementer: PersonId) {
    let digest = d.change.digest;
    d.emit(Event::ChangeStarted {
        implementer,
        digest,
    });
    d.enter(rule);
    advance(d);
}

/// Begins whatever can begin now, and ends the run when nothing is left.
pub(super) fn advance(d: &mut Decision<'_>) {
    match d.change.run.status {
        RunStatus::Forward => forward(d),
        RunStatus::BackingOut => undo(d),
        RunStatus::Idle
        | RunStatus::Finished
        | RunStatus::Halted
        | RunStatus::Checking
        | RunStatus::BackedOut
        | RunStatus::Stuck => {}
    }
}

fn forward(d: &mut Decision<'_>) {
    if plan::has_failed(&d.change.plan, &d.change.run) {
        after_failure(d);
        return;
    }
    if plan::is_complete(&d.change.plan, &d.change.run) {
        d.emit(Event::RunFinished);
        d.move_if_possible(Move::Finish);
        proceed::proceed(d);
        return;
    }
    // A hold is its own reason to wait; its release goes on from here.
    if d.change.run.paused || d.change.held.is_some() && !planted(Bug::HoldIgnored) {
        return;
    }
    let ready = next_forward(&d.change.plan, &d.change.run);
    if ready.is_empty() {
        // What else was unknown when a person's order let the run go on stands in the way now, and they must know.
        if d.change.run.in_flight.is_empty() {
            outcome::ask_about_unknown(d);
        }
        return;
    }
    let implementer = d.change.carried_out_by();
    let mut reasons = unauthorized(&d.change, d.facts, implementer);
    if planted(Bug::AuthorizedOnceOnly) {
        reasons.clear();
    }
    if let Some(first) = reasons.first() {
        d.emit(Event::RunPaused {
            reason: first.message.clone(),
        });
        return;
    }
    for step in ready {
        begin(d, &step, Direction::Forward, None);
    }
}

/// Records that an attempt begins.
pub(super) fn begin(
    d: &mut Decision<'_>,
    step: &StepId,
    direction: Direction,
    not_before: Option<jiff::Timestamp>,
) {
    let attempt = match direction {
        Direction::AfterBackOut => d.change.run.check_attempts + 1,
        other => d.change.run.step(step).attempts_of(other) + 1,
    };
    d.emit(Event::StepStarted {
        step: step.clone(),
        direction,
        attempt,
        not_before,
    });
}

/// A step failed: back out as the process says, or wait for a person.
fn after_failure(d: &mut Decision<'_>) {
    let Some((step, message)) = plan::first_failure(&d.change.plan, &d.change.run) else {
        return;
    };
    let trigger = format!("step `{step}` failed: {message}");
    let kind = back_out_kind(d.facts.process, &d.scope());
    let in_flight = !d.change.run.in_flight.is_empty();
    if kind != BackOutKind::Immediate && in_flight {
        return;
    }
    if let Some(hard) = hard_to_undo(d) {
        d.emit(Event::RunHalted {
            reason: format!("{trigger}; undoing `{hard}` may lose data or is impossible, so a person must decide"),
        });
        return;
    }
    if kind == BackOutKind::Planned {
        d.emit(Event::RunHalted {
            reason: format!("{trigger}; the process wants a planned back-out"),
        });
        return;
    }
    begin_back_out(d, kind, trigger);
}

/// A step that took effect and cannot be undone without loss.
fn hard_to_undo(d: &Decision<'_>) -> Option<StepId> {
    d.change
        .plan
        .steps
        .iter()
        .find(|step| {
            step.reversibility >= Reversibility::Difficult
                && d.change.run.step(&step.id).may_have_run()
        })
        .map(|step| step.id.clone())
}

/// Begins undoing.
pub(super) fn begin_back_out(d: &mut Decision<'_>, kind: BackOutKind, trigger: String) {
    let scope = back_out_scope(&d.change.plan, &d.change.run, kind);
    let kill = match kind {
        BackOutKind::Immediate => d
            .change
            .run
            .in_flight
            .iter()
            .map(|f| f.step.clone())
            .collect(),
        _ => Vec::new(),
    };
    d.emit(Event::BackoutStarted {
        kind,
        trigger,
        scope,
        kill,
    });
    end_manual_steps(d);
    d.move_if_possible(Move::BackOut);
    undo(d);
}

/// Ends manual steps that wait for a report nobody will give now; they count as failed half-way.
fn end_manual_steps(d: &mut Decision<'_>) {
    let waiting: Vec<(StepId, u32)> = d
        .change
        .run
        .in_flight
        .iter()
        .filter(|f| f.direction == Direction::Forward)
        .filter(|f| {
            d.change
                .plan
                .steps
                .iter()
                .any(|s| s.id == f.step && s.manual_task(f.direction).is_some())
        })
        .map(|f| (f.step.clone(), f.attempt))
        .collect();
    for (step, attempt) in waiting {
        d.emit(Event::StepFailed {
            step,
            attempt,
            message: "called off by the back-out".to_owned(),
            before: serde_json::Value::Null,
            output: String::new(),
            output_sha256: None,
        });
    }
}

/// Begins every undo that can begin, and ends the back-out when nothing is left.
fn undo(d: &mut Decision<'_>) {
    loop {
        let ready = next_undo(&d.change.plan, &d.change.run);
        if ready.is_empty() {
            break;
        }
        for step in ready {
            let Some(planned) = d.change.plan.steps.iter().find(|s| s.id == step) else {
                return;
            };
            if plan::nothing_to_undo(planned) {
                let attempt = d.change.run.step(&step).undo_attempts;
                d.emit(Event::StepUndone {
                    step,
                    attempt,
                    output: "nothing to undo".to_owned(),
                });
            } else {
                begin(d, &step, Direction::Undo, None);
            }
        }
    }
    if !d.change.run.in_flight.is_empty() {
        return;
    }
    let open = plan::still_to_undo(&d.change.plan, &d.change.run);
    if let Some((step, why)) = open.first() {
        d.emit(Event::BackoutStuck {
            reason: format!("`{step}`: {why}"),
        });
        d.move_if_possible(Move::Stuck);
        return;
    }
    match d.change.plan.steps.first().map(|step| step.id.clone()) {
        Some(first) if !d.change.plan.after_back_out.is_empty() => {
            begin(d, &first, Direction::AfterBackOut, None);
        }
        _ => finish_back_out(d),
    }
}

/// Ends a back-out whose checks passed.
pub(super) fn finish_back_out(d: &mut Decision<'_>) {
    d.emit(Event::BackoutFinished);
    d.move_if_possible(Move::BackedOut);
    proceed::proceed(d);
}
