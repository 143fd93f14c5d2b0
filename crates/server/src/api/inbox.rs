//! The inbox in wire types.

use placet_api::{Inbox, InboxItem};
use placet_store::views::InboxRow;

use super::rows;
use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::view::{inbox, word};

/// Lists what waits for the caller, and their own changes that have not ended.
pub(crate) fn show(inner: &Inner, asker: &Asker, _: &Call) -> Result<Inbox, Failure> {
    let inbox = inbox::of(inner, asker)?;
    Ok(Inbox {
        mine: inbox.mine.into_iter().map(item).collect(),
        others: inbox.own.into_iter().map(rows::summary).collect(),
    })
}

fn item(row: InboxRow) -> InboxItem {
    InboxItem {
        what: word(&row.waiting.kind),
        text: inbox::sentence(&row),
        due: row.waiting.due.map(|due| due.to_string()),
        change: rows::summary(row.change),
    }
}
