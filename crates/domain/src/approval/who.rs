//! Who can help: the people behind a slot, and the reasons why approvals are missing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::eligibility::{Contributors, excluded_of, is_open, lawful, names};
use super::{Slot, Tally, Timing, capacities, excluded};
use crate::change::Change;
use crate::ids::{FieldId, PersonId};
use crate::people::{Directory, PersonKind};
use crate::process::Process;
use crate::rejection::Reason;

/// Who can fill a slot at an instant: eligible, a human, and neither a contributor nor acting for one.
pub fn who_can(
    process: &Process,
    slot: &Slot,
    change: &Change,
    directory: &Directory,
    now: Timestamp,
) -> Vec<PersonId> {
    let excluded = excluded(process, change, directory);
    let can = |id: &&PersonId| {
        lawful(process, change, directory, &excluded, id, now)
            .iter()
            .any(|capacity| {
                names(slot, capacity).is_some_and(|eligible| is_open(change, eligible, now))
            })
    };
    directory.people.keys().filter(can).cloned().collect()
}

/// Who could fill a slot of a change that does not exist yet, whenever their turn comes.
pub fn who_could(
    process: &Process,
    slot: &Slot,
    requester: &PersonId,
    fields: &BTreeMap<FieldId, Value>,
    directory: &Directory,
    now: Timestamp,
) -> Vec<PersonId> {
    let authors = [requester.clone()].into();
    let contributors = Contributors {
        requester,
        authors: &authors,
        implementer: None,
    };
    let excluded = excluded_of(process, &contributors, directory);
    let is_lawful = |id: &PersonId| {
        let human = directory
            .person(id)
            .is_some_and(|person| person.kind == PersonKind::Human);
        human && !excluded.contains_key(id)
    };
    let could = |id: &&PersonId| {
        is_lawful(id)
            && capacities(process, fields, directory, id, now)
                .iter()
                .any(|capacity| {
                    capacity.on_behalf_of.as_ref().is_none_or(is_lawful)
                        && names(slot, capacity).is_some()
                })
    };
    directory.people.keys().filter(could).cloned().collect()
}

/// One reason for each slot that is missing, with who can help.
pub fn missing_reasons(
    process: &Process,
    change: &Change,
    directory: &Directory,
    now: Timestamp,
    tally: &Tally,
) -> Vec<Reason> {
    let reason = |slot: &Slot| {
        let when = if slot.timing == Timing::After {
            " after implementation"
        } else {
            ""
        };
        let unfillable = |code: &str, hint: &str| {
            Reason::new(
                code,
                format!("nobody can give it here: {}", slot.title),
                hint,
            )
        };
        let found = if slot.id.contains("/vote:") {
            unfillable(
                "vote_not_available",
                "votes are not held by this server yet, so this change cannot go on",
            )
        } else if slot.eligible.is_empty() {
            unfillable(
                "approval_impossible",
                "the process must say who approves; ask its owner",
            )
        } else {
            let people: Vec<String> = who_can(process, slot, change, directory, now)
                .iter()
                .map(PersonId::to_string)
                .collect();
            let hint = match people.as_slice() {
                [] => "nobody who may approve holds the role now; an administrator can assign it"
                    .to_owned(),
                some => format!("can be given by {}", some.join(", ")),
            };
            Reason::new(
                "approval_missing",
                format!("approval{when} is missing: {}", slot.title),
                hint,
            )
        };
        found.at(slot.id.clone()).from(&slot.from)
    };
    tally.missing.iter().map(reason).collect()
}
