//! What can be read of changes.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use placet_api::{ChangeSummary, Gate, Page, TimelineEntry};

use super::receipt::{etag, versioned};
use super::{detail, rows};
use crate::auth::Asker;
use crate::door::{Call, Described, Inner};
use crate::failure::Failure;
use crate::view::{list, see, timeline};

/// The path parameter of every route about one change.
pub(crate) const NUMBER: Described = ("number", "Number or inner id of the change.");

/// Lists changes.
pub(crate) fn list(
    inner: &Inner,
    asker: &Asker,
    call: &Call,
) -> Result<Page<ChangeSummary>, Failure> {
    let listed = list::page(inner, asker, &call.query()?)?;
    Ok(Page {
        items: listed.rows.into_iter().map(rows::summary).collect(),
        next: listed.next.map(|cursor| cursor.to_string()),
    })
}

/// Shows everything about one change, with its version as the ETag.
pub(crate) fn show(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let change = see::change(inner, asker, call.part("number"))?;
    let look = inner.engine.look(change)?;
    let etag = etag(look.version);
    // The persons who can approve vary with time, so only a change that has ended is answered with "not modified".
    if call.headers.get(header::IF_NONE_MATCH) == Some(&etag) && look.change.is_ended() {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    Ok(versioned(look.version, detail::detail(&look)))
}

/// Lists what blocks each move, and who can clear it.
pub(crate) fn gates(inner: &Inner, asker: &Asker, call: &Call) -> Result<Vec<Gate>, Failure> {
    let change = see::change(inner, asker, call.part("number"))?;
    Ok(detail::gates(&inner.engine.look(change)?))
}

/// Tells what happened, in sentences.
pub(crate) fn timeline(
    inner: &Inner,
    asker: &Asker,
    call: &Call,
) -> Result<Vec<TimelineEntry>, Failure> {
    let change = see::change(inner, asker, call.part("number"))?;
    let entries = timeline::of(inner, change)?;
    let wire = |entry: timeline::Entry| TimelineEntry {
        position: entry.position,
        at: entry.at.to_string(),
        by: entry.by.map(String::from),
        name: entry.name.to_owned(),
        text: entry.text,
    };
    Ok(entries.into_iter().map(wire).collect())
}
