//! The style sheet, under a name that changes with its content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use placet_domain::digest::Digest;

use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

const SHEET: &str = include_str!("../../templates/style.css");

static FILE: LazyLock<String> =
    LazyLock::new(|| format!("style-{}.css", Digest::of_bytes(SHEET.as_bytes()).short()));

/// Where the style sheet is.
pub(crate) fn address() -> String {
    format!("/static/{}", *FILE)
}

pub(super) fn route() -> Route {
    Route::get(
        "/static/{file}",
        Access::Anyone,
        "The style sheet, under a name with its hash.",
        Answer::raw("text/css"),
        show,
    )
}

async fn show(Path(file): Path<String>) -> Result<Response, Failure> {
    if file != *FILE {
        return Err(Failure::not_found("file", &file));
    }
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/css; charset=utf-8"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, SHEET).into_response())
}
