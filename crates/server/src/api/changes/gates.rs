//! `GET /api/v1/changes/{number}/gates`: what stands in the way of each move, and who can clear it.

use axum::Json;
use axum::extract::{Path, State};
use placet_api::Gate;

use crate::api::{detail, see};
use crate::auth::{Asker, Scope};
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

pub(super) fn route() -> Route {
    Route::get(
        "/api/v1/changes/{number}/gates",
        Access::Person(Scope::Read),
        "Lists the gates of every move from here.",
        Answer::json::<Vec<Gate>>(),
        gates,
    )
}

async fn gates(
    State(context): State<Context>,
    asker: Asker,
    Path(number): Path<String>,
) -> Result<Json<Vec<Gate>>, Failure> {
    context
        .blocking(move |inner| {
            let change = see::change(inner, &asker, &number)?;
            Ok(Json(detail::gates(&inner.engine.look(change)?)))
        })
        .await
}
