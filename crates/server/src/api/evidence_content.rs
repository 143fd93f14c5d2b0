//! `GET /api/v1/evidence/{sha256}`: the bytes of evidence, always as an attachment (T22).

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use placet_domain::digest::Digest;
use serde::Deserialize;

use super::see;
use crate::auth::{Asker, Scope};
use crate::body::Parameters;
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    change: String,
}

pub(super) fn route() -> Route {
    Route::get(
        "/api/v1/evidence/{sha256}",
        Access::Person(Scope::Read),
        "Gives the bytes of evidence that is attached to a change the person may see.",
        Answer::raw("application/octet-stream"),
        show,
    )
    .query(&[(
        "change",
        "Number or inner id of a change that it is attached to.",
    )])
}

async fn show(
    State(context): State<Context>,
    asker: Asker,
    Path(sha256): Path<String>,
    Parameters(of): Parameters<Of>,
) -> Result<Response, Failure> {
    let (name, bytes) = context
        .blocking(move |inner| {
            let unknown = || Failure::not_found("evidence", &sha256);
            let digest: Digest = sha256.parse().map_err(|_| unknown())?;
            // Knowing a digest is no right to read: the change must be theirs to see and must carry it.
            let change = see::change(inner, &asker, &of.change)?;
            let look = inner.engine.look(change)?;
            let evidence = look
                .change
                .evidence
                .iter()
                .find(|evidence| evidence.sha256 == digest)
                .ok_or_else(unknown)?;
            let bytes = inner.engine.store().blob(&digest)?.ok_or_else(unknown)?;
            Ok((evidence.name.clone(), bytes))
        })
        .await?;
    let safe: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let media = HeaderValue::from_static("application/octet-stream");
    Ok((
        [
            (header::CONTENT_TYPE, media),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response())
}
