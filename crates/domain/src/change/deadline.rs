//! Deadlines: approvals that are late, and when the next deadline passes.

use jiff::Timestamp;

use super::decision::Decision;
use super::event::Event;
use super::state::Change;
use crate::approval::Timing;
use placet_language::process::{Phase, Process};

/// Records what is late now.
pub(super) fn record_late(d: &mut Decision<'_>) {
    if late(d) {
        ratification_failed(d, false);
    }
    approvals_overdue(d);
}

/// Records that an approval afterwards is late or was refused, with the consequences the process names.
pub(super) fn ratification_failed(d: &mut Decision<'_>, refused: bool) {
    let overdue = &d.facts.process.approvals.overdue;
    d.emit(Event::RatificationFailed {
        refused,
        unauthorized: overdue.mark_unauthorized,
        escalate_to: overdue
            .escalate_to
            .iter()
            .map(ToString::to_string)
            .collect(),
    });
}

fn late(d: &Decision<'_>) -> bool {
    let due = ratification_due(&d.change, d.facts.process);
    !d.change.ratified
        && !d.change.unsettled
        && due.is_some_and(|due| due <= d.facts.now)
        && !d.ballot().tally(Timing::After).complete()
}

/// When the first approval afterwards is due: counted from the start of the implementation.
pub(super) fn ratification_due(change: &Change, process: &Process) -> Option<Timestamp> {
    let started = change.times.started?;
    let zone = &process.zone;
    change
        .slots
        .iter()
        .filter(|slot| slot.timing == Timing::After)
        .filter_map(|slot| slot.within.map(|within| within.after(started, zone)))
        .min()
}

/// Records approvals before the start whose time has run out, each once in a round (001.A1, Z26).
fn approvals_overdue(d: &mut Decision<'_>) {
    if !waits_for_approvals(&d.change) {
        return;
    }
    let process = d.facts.process;
    let due = before_start_due(&d.change, process);
    let missing = d.ballot().tally(Timing::Before).missing;
    let slots: Vec<String> = due
        .into_iter()
        .filter(|(id, due)| *due <= d.facts.now && missing.iter().any(|slot| slot.id == *id))
        .map(|(id, _)| id)
        .collect();
    if !slots.is_empty() {
        d.emit(Event::ApprovalsOverdue { slots });
    }
}

fn waits_for_approvals(change: &Change) -> bool {
    matches!(
        change.phase,
        Phase::Assess | Phase::Authorize | Phase::Scheduled
    ) && change.round > 0
        && change.authorized.is_none()
}

/// Slots before the start whose lateness was not recorded, and when each is due.
fn before_start_due(change: &Change, process: &Process) -> Vec<(String, Timestamp)> {
    let zone = &process.zone;
    let open = change
        .slots
        .iter()
        .filter(|slot| slot.timing == Timing::Before && !change.overdue.contains(&slot.id));
    open.filter_map(|slot| {
        Some((
            slot.id.clone(),
            slot.within?.after(change.times.requested?, zone),
        ))
    })
    .collect()
}

/// Returns the next instant at which [`super::Command::Settle`] may have something to record.
pub fn next_deadline(change: &Change, process: &Process, now: Timestamp) -> Option<Timestamp> {
    let ratification = ratification_due(change, process)
        .filter(|_| !change.ratified && !change.unsettled && change.phase != Phase::Canceled);
    let start = change
        .schedule
        .map(|schedule| schedule.start)
        .filter(|start| {
            change.phase == Phase::Scheduled
                && *start > now
                && process
                    .models
                    .get(&change.model)
                    .is_some_and(|model| model.starts_automatically)
        });
    let approvals = before_start_due(change, process)
        .into_iter()
        .filter(|_| waits_for_approvals(change))
        .map(|(_, due)| due);
    ratification.into_iter().chain(start).chain(approvals).min()
}
