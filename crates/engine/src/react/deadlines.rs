//! Deadlines: when a change must be looked at although nobody asks.

use std::collections::BTreeSet;

use jiff::Timestamp;
use placet_domain::change::{Change, Facts, deadlines};

use crate::job::{Job, Planned};

/// Returns the deadline to arm, by the difference between the deadlines before and after.
///
/// One job is armed for a change at a time: the earliest deadline that is to come. When it fires, the next is armed,
/// whether anything was recorded or not. A job whose deadline has moved arms no other, because the move did.
pub(crate) fn deadline(
    before: Option<&Change>,
    fired: Option<&Job>,
    after: &Change,
    facts: &Facts<'_>,
) -> Option<Planned> {
    let earlier = before.map_or_else(BTreeSet::new, |change| deadlines(change, facts));
    let later = deadlines(after, facts);
    let to_come = |all: &BTreeSet<Timestamp>| all.iter().copied().find(|due| *due > facts.now);
    // What is late from its first moment is recorded at once.
    let late = later.difference(&earlier).find(|due| **due <= facts.now);
    let fires = matches!(fired, Some(Job::Deadline(due)) if earlier.contains(due));
    let next = to_come(&later).filter(|next| fires || to_come(&earlier) != Some(*next));
    Some(Planned {
        change: after.id,
        run_at: late.copied().or(next)?,
        job: Job::Deadline(late.copied().or(next)?),
    })
}
