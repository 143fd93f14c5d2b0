//! The list of changes, with its filters in the query of the address.

use askama::Template;
use axum::response::Response;

use super::{Frame, encoded, render};
use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::view::list::{self, Filters, Listed};

#[derive(Template)]
#[template(path = "changes/page.html")]
struct ChangesPage {
    frame: Frame,
    filters: Filters,
    listed: Listed,
    next: Option<String>,
}

/// Shows a page of the list.
pub(crate) fn show(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let filters: Filters = call.query()?;
    let listed = list::page(inner, asker, &filters)?;
    let next = listed.next.as_ref();
    render(&ChangesPage {
        frame: Frame::new("Changes", Some(asker)),
        next: next.map(|cursor| address(&filters, &cursor.to_string())),
        filters,
        listed,
    })
}

fn address(filters: &Filters, cursor: &str) -> String {
    let pairs = [
        ("process", filters.process.as_str()),
        ("state", &filters.state),
        ("phase", &filters.phase),
        ("model", &filters.model),
        ("class", &filters.class),
        ("risk", &filters.risk),
        ("requester", &filters.requester),
        ("q", &filters.q),
        ("open", &filters.open),
        ("sort", &filters.sort),
        ("limit", &filters.limit),
        ("cursor", cursor),
    ];
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = given
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    format!("/changes?{}", pairs.join("&"))
}
