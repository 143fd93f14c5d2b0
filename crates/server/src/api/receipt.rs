//! Receipts of commands, with the new version as the ETag.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Json, Response};
use placet_store::Receipt;
use serde::Serialize;

/// Returns a receipt as a wire type.
pub(crate) fn wire(receipt: Receipt) -> placet_api::Receipt {
    placet_api::Receipt {
        change: receipt.change.to_string(),
        number: receipt.number,
        version: receipt.version,
        position: receipt.position,
        replayed: receipt.replayed,
    }
}

/// Answers with JSON about this version of a change.
pub(crate) fn versioned(version: u64, body: impl Serialize) -> Response {
    ([(header::ETAG, etag(version))], Json(body)).into_response()
}

/// Returns the ETag of a version.
pub(crate) fn etag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}
