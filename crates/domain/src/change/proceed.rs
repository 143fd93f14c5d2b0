//! What follows by itself once enough has been recorded: the next state, the authorisation, the start.

use super::advance;
use super::decision::Decision;
use super::event::Event;
use super::gate;
use crate::approval::{Timing, required};
use crate::ids::PersonId;
use crate::plan::RunStatus;
use crate::process::{Hold, Move, Phase};

/// Asks for approvals as the process demands for the change as it is now, if that differs from what was asked.
pub(super) fn ask_for_approvals(d: &mut Decision<'_>) {
    if d.waits_for_submission() {
        return;
    }
    let scope = d.scope();
    let slots = required(&d.facts.electors(), &d.change.subject(&scope));
    // Each round asks anew, so that what is counted from the request is counted from this one.
    let asked_this_round = d.change.times.requested >= d.change.times.submitted;
    if slots != d.change.slots || d.change.times.requested.is_none() || !asked_this_round {
        d.emit(Event::ApprovalRequested { slots });
    }
}

/// Goes on as far as what was recorded allows. Called after every verb that records something a gate may wait for.
pub(super) fn proceed(d: &mut Decision<'_>) {
    if matches!(d.change.phase, Phase::Assess | Phase::Authorize)
        && gate::gate(&Hold::Reviews, &d.change, d.facts).passed
    {
        d.move_if_possible(Move::Review);
    }
    authorize(d);
    if d.change.authorized.is_some() && matches!(d.change.phase, Phase::Assess | Phase::Authorize) {
        d.move_if_possible(Move::Approve);
    }
    if d.change.authorized.is_some()
        && d.change.schedule.is_some()
        && d.change.phase == Phase::Scheduled
    {
        // The time was planned before the approvals and is approved with the rest.
        d.move_if_possible(Move::Schedule);
    }
    // A gate may have kept a run that is complete from moving on.
    if d.change.phase == Phase::Implement && d.change.run.status == RunStatus::Finished {
        d.move_if_possible(Move::Finish);
    }
    ratify(d);
    start_by_itself(d);
}

/// Records the authorisation once everything needed before the start was given for the current digest.
fn authorize(d: &mut Decision<'_>) {
    let waiting = matches!(
        d.change.phase,
        Phase::Assess | Phase::Authorize | Phase::Scheduled
    );
    if !waiting
        || d.change.round == 0
        || d.waits_for_submission()
        || d.change.authorized == Some(d.change.digest)
    {
        return;
    }
    if let Some(by) = complete(d, Timing::Before) {
        let digest = d.change.digest;
        d.emit(Event::ChangeAuthorized { digest, by });
    }
}

/// Records that everything needed afterwards was given.
fn ratify(d: &mut Decision<'_>) {
    let asked = d
        .change
        .slots
        .iter()
        .any(|slot| slot.timing == Timing::After);
    if !asked || d.change.ratified || d.change.times.started.is_none() {
        return;
    }
    if let Some(by) = complete(d, Timing::After) {
        d.emit(Event::ChangeRatified { by });
    }
}

fn complete(d: &Decision<'_>, timing: Timing) -> Option<Vec<PersonId>> {
    let tally = d.ballot().tally(timing);
    if !tally.complete() {
        return None;
    }
    let mut by: Vec<PersonId> = tally.filled.into_iter().map(|(_, person)| person).collect();
    by.sort();
    by.dedup();
    Some(by)
}

/// Starts a change whose model starts by itself; the requester counts as the implementer.
pub(super) fn start_by_itself(d: &mut Decision<'_>) {
    let automatic = d
        .facts
        .process
        .models
        .get(&d.change.model)
        .is_some_and(|model| model.starts_automatically);
    if !automatic || d.change.phase != Phase::Scheduled || d.change.authorized.is_none() {
        return;
    }
    let implementer = d.change.requester.clone();
    let Some(rule) = d.rule(Move::Start) else {
        return;
    };
    if advance::may_start(d, &implementer).is_empty() && d.closed_gates(rule).is_empty() {
        advance::start(d, rule, implementer);
    }
}
