//! Deadlines: approvals that are late, and when a change must be looked at although nobody asks.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::decision::Decision;
use super::event::Event;
use super::facts::Facts;
use super::inbox::waits_for_approvals;
use super::state::Change;
use crate::approval::{Slot, Timing};
use placet_language::process::Phase;

/// Records what is late now.
pub(super) fn record_late(d: &mut Decision<'_>) {
    if waits_for_ratification(&d.change) && !late(d, Timing::After).is_empty() {
        ratification_failed(d, false);
    }
    if waits_for_approvals(&d.change, Timing::Before) {
        // Each approval is recorded as late once in a round (001.A1, Z26).
        let mut slots = late(d, Timing::Before);
        slots.retain(|slot| !d.change.authority.overdue.contains(slot));
        if !slots.is_empty() {
            d.emit(Event::ApprovalsOverdue { slots });
        }
    }
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

fn waits_for_ratification(change: &Change) -> bool {
    waits_for_approvals(change, Timing::After) && !change.authority.unsettled
}

/// Returns the slots that are missing although they are due.
fn late(d: &Decision<'_>, timing: Timing) -> Vec<String> {
    let ballot = d.ballot();
    let mut missing = ballot.tally(timing).missing;
    missing.retain(|slot| ballot.due(slot).is_some_and(|due| due <= d.facts.now));
    missing.into_iter().map(|slot| slot.id).collect()
}

/// Returns every instant at which [`super::Command::Settle`] may have something to record, past ones included: the dues
/// of approvals that can still be late, whether they are given now or not, and a start that comes by itself.
pub fn deadlines(change: &Change, facts: &Facts<'_>) -> BTreeSet<Timestamp> {
    let before = waits_for_approvals(change, Timing::Before);
    let after = waits_for_ratification(change);
    let can_be_late = |slot: &&Slot| match slot.timing {
        Timing::Before => before && !change.authority.overdue.contains(&slot.id),
        Timing::After => after,
    };
    let ballot = change.ballot(facts.electors());
    let slots = change.authority.slots.iter().filter(can_be_late);
    let mut all: BTreeSet<Timestamp> = slots.filter_map(|slot| ballot.due(slot)).collect();
    let model = facts.process.models.get(&change.request.model);
    if change.phase == Phase::Scheduled && model.is_some_and(|model| model.starts_automatically) {
        all.extend(change.schedule.map(|schedule| schedule.start));
    }
    all
}
