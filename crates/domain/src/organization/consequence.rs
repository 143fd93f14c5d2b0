//! What a change of people means for a change in flight: who can no longer approve it, and whether anybody still can.

use jiff::Timestamp;

use crate::approval::{Timing, tally, who_can};
use crate::change::Change;
use crate::ids::{ChangeNumber, PersonId};
use crate::people::Directory;
use crate::process::{Phase, Process};

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

/// Lists the approvals of a change that fewer people can give once `before` is replaced by `after`. An approval that
/// was given by a person who may not give it any more is missing again, and is listed too.
pub fn losses(
    process: &Process,
    change: &Change,
    before: &Directory,
    after: &Directory,
    now: Timestamp,
) -> Vec<Loss> {
    if matches!(change.phase, Phase::Closed | Phase::Canceled) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for timing in [Timing::Before, Timing::After] {
        // After its start, nobody needs what was needed before it.
        if timing == Timing::Before && change.times.started.is_some() {
            continue;
        }
        let then = tally(process, change, before, now, timing);
        let next = tally(process, change, after, now, timing);
        for slot in &next.missing {
            let mut could = who_can(process, slot, change, before, now);
            let given = then.filled.iter().find(|(id, _)| *id == slot.id);
            could.extend(given.map(|(_, person)| person.clone()));
            let left = who_can(process, slot, change, after, now);
            let mut lost: Vec<PersonId> = could
                .into_iter()
                .filter(|person| !left.contains(person))
                .collect();
            lost.sort();
            lost.dedup();
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
