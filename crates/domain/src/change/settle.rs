//! What follows from what was recorded, until nothing follows any more. The only place that goes on.

use super::authority::against_start;
use super::command::Command;
use super::deadline;
use super::decision::Decision;
use super::event::Event;
use super::gate;
use super::run;
use crate::approval::{Timing, required};
use crate::plan::RunStatus;
use placet_language::ids::PersonId;
use placet_language::process::{Hold, Move, Phase};

/// Rounds that one decision may take. A change from its submission to the end of a run that has nothing to wait for
/// takes five.
const ROUNDS_MAX: usize = 16;

/// Whether something may follow from a command. Verbs that only write something down, and verbs with which a person
/// stops, declines or puts off, lead to nothing: the next command goes on, or the clock.
pub(super) fn leads_on(command: &Command) -> bool {
    !matches!(
        command,
        Command::Comment(_)
            | Command::Deviation(_)
            | Command::Hold(_)
            | Command::Pause(_)
            | Command::Reject(_)
            | Command::Defer(_)
            | Command::Abstain(_)
    )
}

/// Records everything that follows by itself: requests for approvals, moves, the authorization, the ratification, what
/// is late, the start, and the steps of the run.
///
/// INVARIANT: this ends, because each round uses up something that no round gives back. Approvals are requested once
/// for what this decision changed. A digest is authorized once, a change is ratified once and started once, and a slot
/// becomes overdue once. Each of the moves is made once. A step that begins, or is undone without an action, waits for
/// no second beginning; a run finishes, halts, pauses or begins its back-out once. So the bound is never reached.
pub(super) fn settle(d: &mut Decision<'_>) {
    let mut moves = Moves::default();
    for _ in 0..ROUNDS_MAX {
        let before = d.events.len();
        round(d, &mut moves);
        if d.events.len() == before {
            return;
        }
    }
}

fn round(d: &mut Decision<'_>, moves: &mut Moves) {
    ask_for_approvals(d);
    if before_authorization(d) && gate::gate(&Hold::Reviews, &d.change, d.facts).passed {
        moves.make(d, Move::Review);
    }
    authorize(d);
    if d.change.authority.authorized.is_some() && before_authorization(d) {
        moves.make(d, Move::Approve);
    }
    if d.change.authority.authorized.is_some()
        && d.change.schedule.is_some()
        && d.change.phase == Phase::Scheduled
    {
        // The time was planned before the approvals and is approved with the rest.
        moves.make(d, Move::Schedule);
    }
    if d.change.phase == Phase::Implement && d.change.run.status == RunStatus::Finished {
        moves.make(d, Move::Finish);
    }
    ratify(d);
    // A person who acts after a deadline has not caused that it passed: the engine records it.
    if d.facts.person().is_none() {
        deadline::record_late(d);
    }
    start_by_itself(d);
    run::run_on(d);
}

/// The moves that a decision has made by itself. Each is made once, so that states that lead to each other cannot go
/// round.
#[derive(Default)]
struct Moves(Vec<Move>);

impl Moves {
    fn make(&mut self, d: &mut Decision<'_>, to_make: Move) {
        if !self.0.contains(&to_make) && d.move_if_possible(to_make) {
            self.0.push(to_make);
        }
    }
}

fn before_authorization(d: &Decision<'_>) -> bool {
    matches!(d.change.phase, Phase::Assess | Phase::Authorize)
}

fn before_start(d: &Decision<'_>) -> bool {
    before_authorization(d) || d.change.phase == Phase::Scheduled
}

/// Asks for approvals as the process demands for the change as it is now, if that differs from what was asked.
///
/// What was asked stands while people come and go: only a submission, or a change of what is approved, asks again.
fn ask_for_approvals(d: &mut Decision<'_>) {
    let asked = d.change.times.requested.is_some();
    let since = d.events.iter().rev();
    let changed = since
        .take_while(|event| !matches!(event, Event::ApprovalRequested { .. }))
        .any(|event| {
            matches!(
                event,
                Event::ChangeSubmitted { .. }
                    | Event::RiskAssessed { .. }
                    | Event::ChangeScheduled { .. }
                    | Event::DigestChanged { .. }
            )
        });
    if asked && !changed
        || d.change.authority.round == 0
        || !before_start(d)
        || d.waits_for_submission()
    {
        return;
    }
    let scope = d.scope();
    let slots = required(&d.facts.electors(), &d.change.subject(&scope));
    if slots != d.change.authority.slots || !asked {
        d.emit(Event::ApprovalRequested { slots });
    }
}

/// Records the authorization once everything needed before the start was given for the current digest.
fn authorize(d: &mut Decision<'_>) {
    if !before_start(d)
        || d.change.authority.round == 0
        || d.waits_for_submission()
        || d.change.authority.authorized == Some(d.change.request.digest)
    {
        return;
    }
    if let Some(by) = complete(d, Timing::Before) {
        let digest = d.change.request.digest;
        d.emit(Event::ChangeAuthorized { digest, by });
    }
}

/// Records that everything needed afterwards was given.
fn ratify(d: &mut Decision<'_>) {
    let asked = d
        .change
        .authority
        .slots
        .iter()
        .any(|slot| slot.timing == Timing::After);
    if !asked || d.change.authority.ratified || d.change.times.started.is_none() {
        return;
    }
    if let Some(by) = complete(d, Timing::After) {
        d.emit(Event::ChangeRatified { by });
    }
}

/// Returns who gave what is needed; none while something is missing.
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
fn start_by_itself(d: &mut Decision<'_>) {
    let automatic = d
        .facts
        .process
        .models
        .get(&d.change.request.model)
        .is_some_and(|model| model.starts_automatically);
    if !automatic || d.change.phase != Phase::Scheduled || d.change.authority.authorized.is_none() {
        return;
    }
    let implementer = d.change.who.requester.clone();
    let Some(rule) = d.rule(Move::Start) else {
        return;
    };
    if against_start(&d.change, d.facts, &implementer).is_empty() && d.closed_gates(rule).is_empty()
    {
        run::start(d, rule, implementer);
    }
}
