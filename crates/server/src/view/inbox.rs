//! What waits for a person, and their own changes that are under way.

use std::collections::BTreeSet;

use placet_domain::change::WaitingFor;
use placet_store::views::{ChangeRow, InboxRow, Query};

use crate::auth::Asker;
use crate::door::Inner;
use crate::failure::Failure;

/// How many of a person's own changes are shown below what waits for them.
const OWN_ROWS_MAX: usize = 50;

/// The inbox of a person.
pub(crate) struct Inbox {
    /// What waits for them, ordered by due date.
    pub(crate) mine: Vec<InboxRow>,
    /// Their own changes that have not ended.
    pub(crate) own: Vec<ChangeRow>,
}

/// Reads the inbox of a person.
pub(crate) fn of(inner: &Inner, asker: &Asker) -> Result<Inbox, Failure> {
    let now = inner.clock.now();
    let mut mine = Vec::new();
    let mut listed = BTreeSet::new();
    for process in asker.processes() {
        let directory = inner.engine.directory(&process)?;
        let roles = directory
            .capacities(&asker.person, now)
            .into_iter()
            .map(|capacity| capacity.role)
            .collect();
        // A role of this name in another process is another role.
        let waiting = inner.engine.store().inbox(&asker.person, &roles)?;
        for row in waiting
            .into_iter()
            .filter(|row| row.change.process == process)
        {
            let open = row.waiting.opens.is_none_or(|opens| opens <= now);
            // A requester cannot answer for their own change, and several roles of one slot are one task.
            let answers_own = row.change.requester == asker.person
                && matches!(row.waiting.kind, WaitingFor::Approve | WaitingFor::Ratify);
            if open && !answers_own && listed.insert((row.change.id, row.waiting.slot.clone())) {
                mine.push(row);
            }
        }
    }
    // What has no deadline comes last.
    mine.sort_by_key(|row| (row.waiting.due.is_none(), row.waiting.due));
    let query = Query {
        requester: Some(asker.person.clone()),
        open: Some(true),
        limit: OWN_ROWS_MAX,
        ..Query::default()
    };
    let own = inner.engine.store().changes(&query)?.rows;
    let own = own
        .into_iter()
        .filter(|row| asker.may_see(&row.process))
        .collect();
    Ok(Inbox { mine, own })
}

/// Describes what the change waits for.
pub(crate) fn sentence(row: &InboxRow) -> String {
    let text = match row.waiting.kind {
        WaitingFor::Approve => "needs an approval before it may start",
        WaitingFor::Review => "needs a review",
        WaitingFor::Ratify => "needs an approval after the fact",
        WaitingFor::Task => "has a task to be done before it goes on",
        WaitingFor::Step => "waits for a person to act on its run",
    };
    format!("{text} ({})", row.waiting.slot)
}
