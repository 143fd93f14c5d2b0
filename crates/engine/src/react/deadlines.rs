//! Deadlines: when a change must be checked although nothing asks for it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use placet_domain::change::{Change, Facts, deadlines};

use crate::job::{Job, Planned};

/// Returns the deadline to arm, by comparing the deadlines before and after.
///
/// Only one job is armed for a change at a time: its earliest deadline in the future. When it fires, the next is armed,
/// whether or not anything was recorded. A job whose deadline has moved does not arm another, because the move already
/// did.
pub(crate) fn deadline(
    before: Option<&Change>,
    fired: Option<&Job>,
    after: &Change,
    facts: &Facts<'_>,
) -> Option<Planned> {
    let earlier = before.map_or_else(BTreeSet::new, |change| deadlines(change, facts));
    let later = deadlines(after, facts);
    let to_come = |all: &BTreeSet<Timestamp>| all.iter().copied().find(|due| *due > facts.now);
    // What is late from the start is recorded at once.
    let late = later.difference(&earlier).find(|due| **due <= facts.now);
    let fires = matches!(fired, Some(Job::Deadline(due)) if earlier.contains(due));
    let next = to_come(&later).filter(|next| fires || to_come(&earlier) != Some(*next));
    let due = late.copied().or(next)?;
    Some(Planned {
        change: after.id,
        run_at: due,
        job: Job::Deadline(due),
    })
}
