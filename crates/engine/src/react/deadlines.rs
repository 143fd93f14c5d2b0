//! Deadlines: when a change must be looked at although nobody asks.

use placet_domain::change::{Change, Event, Facts, next_deadline};

use crate::job::{Job, Planned};

/// Returns the next deadline when events may have moved it.
pub(crate) fn deadline(events: &[Event], after: &Change, facts: &Facts<'_>) -> Option<Planned> {
    let moves_deadline = events.iter().any(|event| {
        matches!(
            event,
            Event::ChangeStarted { .. }
                | Event::ChangeScheduled { .. }
                | Event::ApprovalRequested { .. }
                | Event::ApprovalsOverdue { .. }
                | Event::ChangeAuthorized { .. }
        )
    });
    if !moves_deadline {
        return None;
    }
    Some(Planned {
        change: after.id,
        job: Job::Deadline,
        run_at: next_deadline(after, facts.process, facts.now)?,
    })
}
