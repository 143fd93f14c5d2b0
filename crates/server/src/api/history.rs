//! The events of one change, as they are stored.

use placet_api::{EventRow, Page};
use serde::Deserialize;

use super::rows;
use crate::auth::Asker;
use crate::door::{Call, Described, Inner};
use crate::failure::Failure;
use crate::limits::PAGE_ROWS_MAX;
use crate::view::list::number;
use crate::view::see;

/// Which part of the events the caller asks for.
pub(crate) const PART: [Described; 2] = [
    ("cursor", "The `next` of the previous page."),
    ("limit", "Rows, 1 to 200."),
];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Part {
    cursor: String,
    limit: String,
}

/// Lists the events of a change.
pub(crate) fn show(inner: &Inner, asker: &Asker, call: &Call) -> Result<Page<EventRow>, Failure> {
    let part: Part = call.query()?;
    let after: u64 = number("cursor", &part.cursor)?.unwrap_or(0);
    let limit: u32 = number("limit", &part.limit)?
        .unwrap_or(PAGE_ROWS_MAX)
        .clamp(1, PAGE_ROWS_MAX);
    let row = see::row(inner, asker, call.part("number"))?;
    let limit = usize::try_from(limit).unwrap_or(1);
    let stored = inner.engine.store().events_of(row.id, after, limit)?;
    let next = stored
        .last()
        .filter(|last| stored.len() == limit && last.version < row.version);
    Ok(Page {
        next: next.map(|last| last.version.to_string()),
        items: stored
            .iter()
            .map(|event| rows::event(event, &row.number))
            .collect(),
    })
}
