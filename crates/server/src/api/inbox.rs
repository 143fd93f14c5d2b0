//! `GET /api/v1/inbox`: what waits for the person, and what of theirs is under way.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use placet_api::{Inbox, InboxItem};
use placet_store::WaitingFor;
use placet_store::views::{InboxRow, Query};

use super::rows;
use crate::auth::{Asker, Scope};
use crate::context::{Context, Inner};
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

/// Changes of one's own that are shown below what waits.
const OWN_ROWS_MAX: usize = 50;

pub(super) fn route() -> Route {
    Route::get(
        "/api/v1/inbox",
        Access::Person(Scope::Read),
        "Lists what waits for the person, and their own changes that have not ended.",
        Answer::json::<Inbox>(),
        show,
    )
}

async fn show(State(context): State<Context>, asker: Asker) -> Result<Json<Inbox>, Failure> {
    context
        .blocking(move |inner| inbox(inner, &asker).map(Json))
        .await
}

/// What waits for the person.
pub(crate) fn inbox(inner: &Inner, asker: &Asker) -> Result<Inbox, Failure> {
    let now = inner.now();
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
            // Who asked for the change cannot answer for it, and several roles of one slot are one task.
            let answers_own = row.change.requester == asker.person
                && matches!(row.waiting.kind, WaitingFor::Approve | WaitingFor::Ratify);
            if open && !answers_own && listed.insert((row.change.id, row.waiting.slot.clone())) {
                mine.push(item(row));
            }
        }
    }
    // An RFC 3339 instant in UTC sorts as text; what has no deadline comes last.
    mine.sort_by(|a, b| (a.due.is_none(), &a.due).cmp(&(b.due.is_none(), &b.due)));
    let query = Query {
        requester: Some(asker.person.clone()),
        open: Some(true),
        limit: OWN_ROWS_MAX,
        ..Query::default()
    };
    let own = inner.engine.store().changes(&query)?.rows;
    let others = own
        .into_iter()
        .filter(|row| asker.may_see(&row.process))
        .map(rows::summary)
        .collect();
    Ok(Inbox { mine, others })
}

fn item(row: InboxRow) -> InboxItem {
    let text = match row.waiting.kind {
        WaitingFor::Approve => "needs an approval before it may start",
        WaitingFor::Review => "needs a review",
        WaitingFor::Ratify => "needs an approval after the fact",
        WaitingFor::Task => "has something to be done before it goes on",
        WaitingFor::Step => "waits for a person to act on its run",
    };
    InboxItem {
        what: rows::word(&row.waiting.kind),
        text: format!("{text} ({})", row.waiting.slot),
        due: row.waiting.due.map(|due| due.to_string()),
        change: rows::summary(row.change),
    }
}
