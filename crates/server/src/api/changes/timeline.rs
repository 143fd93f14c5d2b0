//! `GET /api/v1/changes/{number}/timeline`: what happened, in sentences.

use axum::Json;
use axum::extract::{Path, State};
use placet_api::TimelineEntry;

use crate::api::{see, timeline};
use crate::auth::{Asker, Scope};
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

pub(super) fn route() -> Route {
    Route::get(
        "/api/v1/changes/{number}/timeline",
        Access::Person(Scope::Read),
        "Tells what happened to a change, in sentences.",
        Answer::json::<Vec<TimelineEntry>>(),
        show,
    )
}

async fn show(
    State(context): State<Context>,
    asker: Asker,
    Path(number): Path<String>,
) -> Result<Json<Vec<TimelineEntry>>, Failure> {
    context
        .blocking(move |inner| {
            let change = see::change(inner, &asker, &number)?;
            timeline::of(inner, change).map(Json)
        })
        .await
}
