//! Whether the server is alive, and whether it can do its work.

use axum::extract::State;

use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

/// `GET /healthz`.
pub(crate) fn healthz() -> Route {
    Route::get(
        "/healthz",
        Access::Anyone,
        "Says that the process is alive; touches nothing else.",
        Answer::raw("text/plain"),
        || async { "alive\n" },
    )
}

/// `GET /readyz`.
pub(crate) fn readyz() -> Route {
    Route::get(
        "/readyz",
        Access::Anyone,
        "Says that the store answers; 503 when it does not.",
        Answer::raw("text/plain"),
        ready,
    )
}

async fn ready(State(context): State<Context>) -> Result<&'static str, Failure> {
    context.blocking(|inner| inner.check_store()).await?;
    Ok("ready\n")
}
