//! What a change of people means for a change in flight: who can no longer approve it, and whether anybody still can.

use std::collections::BTreeSet;

use crate::approval::{Electors, Timing};
use crate::change::Change;
use placet_language::ids::{ChangeNumber, PersonId};
use placet_language::process::Phase;

/// An approval that fewer people can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Of which change.
    pub change: ChangeNumber,
    /// The approval.
    pub slot: String,
    /// Who can no longer give it.
    pub lost: Vec<PersonId>,
    /// Who still can.
    pub left: Vec<PersonId>,
}

impl Loss {
    /// Says what is lost in words.
    pub fn sentence(&self) -> String {
        let list = |people: &[PersonId]| {
            let names: Vec<&str> = people.iter().map(PersonId::as_str).collect();
            names.join(", ")
        };
        let left = match self.left.as_slice() {
            [] => "nobody can give it any more".to_owned(),
            some => format!("{} still can", list(some)),
        };
        let (change, slot, lost) = (&self.change, &self.slot, list(&self.lost));
        format!("{change} loses {lost} for `{slot}`: {left}")
    }
}

/// Lists the approvals of a change that fewer people can give once the people before are replaced by those after. An
/// approval that was given by a person who may not give it any more is missing again, and is listed too.
pub fn losses(change: &Change, before: Electors<'_>, after: Electors<'_>) -> Vec<Loss> {
    if matches!(change.phase, Phase::Closed | Phase::Canceled) {
        return Vec::new();
    }
    let (before, after) = (change.ballot(before), change.ballot(after));
    let mut found = Vec::new();
    for timing in [Timing::Before, Timing::After] {
        // After its start, nobody needs what was needed before it.
        if timing == Timing::Before && change.times.started.is_some() {
            continue;
        }
        let filled = before.tally(timing).filled;
        for slot in &after.tally(timing).missing {
            let given = filled.iter().find(|(id, _)| *id == slot.id);
            let could = before.who_can(slot).into_iter();
            let could: BTreeSet<PersonId> = could
                .chain(given.map(|(_, person)| person.clone()))
                .collect();
            let left = after.who_can(slot);
            let lost: Vec<PersonId> = could.into_iter().filter(|id| !left.contains(id)).collect();
            if !lost.is_empty() {
                found.push(Loss {
                    change: change.number.clone(),
                    slot: slot.title.clone(),
                    lost,
                    left,
                });
            }
        }
    }
    found
}
