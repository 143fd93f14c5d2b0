//! `GET /api/v1/changes/{number}/events`: the events of one change, as they are stored.

use axum::Json;
use axum::extract::{Path, State};
use placet_api::{EventRow, Page};
use serde::Deserialize;

use super::list::number;
use crate::api::{rows, see};
use crate::auth::{Asker, Scope};
use crate::body::Parameters;
use crate::context::Context;
use crate::failure::Failure;
use crate::limits::PAGE_ROWS_MAX;
use crate::routes::{Access, Answer, Route};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Part {
    cursor: String,
    limit: String,
}

pub(super) fn route() -> Route {
    Route::get(
        "/api/v1/changes/{number}/events",
        Access::Person(Scope::Read),
        "Lists the events of a change.",
        Answer::json::<Page<EventRow>>(),
        events,
    )
    .query(&[
        ("cursor", "The `next` of the page before."),
        ("limit", "Rows, 1 to 200."),
    ])
}

async fn events(
    State(context): State<Context>,
    asker: Asker,
    Path(change): Path<String>,
    Parameters(part): Parameters<Part>,
) -> Result<Json<Page<EventRow>>, Failure> {
    let after: u64 = number("cursor", &part.cursor)?.unwrap_or(0);
    let limit: u32 = number("limit", &part.limit)?
        .unwrap_or(PAGE_ROWS_MAX)
        .clamp(1, PAGE_ROWS_MAX);
    context
        .blocking(move |inner| {
            let row = see::row(inner, &asker, &change)?;
            let limit = usize::try_from(limit).unwrap_or(1);
            let stored = inner.engine.store().events_of(row.id, after, limit)?;
            let next = stored
                .last()
                .filter(|last| stored.len() == limit && last.version < row.version);
            Ok(Json(Page {
                next: next.map(|last| last.version.to_string()),
                items: stored
                    .iter()
                    .map(|event| rows::event(event, &row.number))
                    .collect(),
            }))
        })
        .await
}
