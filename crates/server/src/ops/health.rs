//! Whether the server is alive, and whether it can do its work.

use axum::response::{IntoResponse as _, Response};

use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;

/// Says that the process is alive.
pub(crate) fn alive(_: &Call) -> Result<Response, Failure> {
    Ok("alive\n".into_response())
}

/// Says that the store answers.
pub(crate) fn ready(inner: &Inner, _: Option<&Asker>, _: &Call) -> Result<Response, Failure> {
    inner.engine.store().ledger_head()?;
    Ok("ready\n".into_response())
}
