//! `GET /api/v1/changes/{number}`: everything of one change, with its version as the ETag.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use placet_api::ChangeDetail;

use crate::api::{detail, order, see};
use crate::auth::{Asker, Scope};
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

pub(super) fn route() -> Route {
    Route::get(
        "/api/v1/changes/{number}",
        Access::Person(Scope::Read),
        "Shows everything of one change.",
        Answer::json::<ChangeDetail>(),
        show,
    )
}

async fn show(
    State(context): State<Context>,
    asker: Asker,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let look = context
        .blocking(move |inner| {
            let change = see::change(inner, &asker, &number)?;
            Ok(inner.engine.look(change)?)
        })
        .await?;
    let etag = order::etag(look.version);
    // Who can approve changes with time and people, so only a change that has ended is answered with "not modified".
    let seen = headers.get(header::IF_NONE_MATCH) == Some(&etag) && look.change.is_ended();
    if seen {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    Ok(([(header::ETAG, etag)], Json(detail::detail(&look))).into_response())
}
