//! Files of the pages that never change: the style sheet, under a name with its hash, and the icon.

use std::sync::LazyLock;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use placet_domain::digest::Digest;

use crate::door::Call;
use crate::failure::Failure;

const SHEET: &str = include_str!("style.css");
const ICON: &str = include_str!("icon.svg");

static FILE: LazyLock<String> =
    LazyLock::new(|| format!("style-{}.css", Digest::of_bytes(SHEET.as_bytes()).short()));

/// Returns the address of the style sheet.
pub(crate) fn address() -> String {
    format!("/static/{}", *FILE)
}

/// Answers with the style sheet.
pub(crate) fn style(call: &Call) -> Result<Response, Failure> {
    let file = call.part("file");
    if file != *FILE {
        return Err(Failure::not_found("file", file));
    }
    let kept = "public, max-age=31536000, immutable";
    Ok((headers("text/css; charset=utf-8", kept), SHEET).into_response())
}

/// Answers with the icon.
pub(crate) fn icon(_: &Call) -> Result<Response, Failure> {
    Ok((headers("image/svg+xml", "public, max-age=86400"), ICON).into_response())
}

fn headers(media: &'static str, kept: &'static str) -> [(HeaderName, HeaderValue); 2] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
    ]
}
