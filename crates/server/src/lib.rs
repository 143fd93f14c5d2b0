//! HTTP and HTML: who asks, what they ask, and the engine's answer.
//!
//! Async ends here: handlers parse, then hand blocking work to [`Context`]'s one helper. Every route stands in one table
//! (`routes.rs`), which registers it behind its guard and documents it in `/openapi.json`; a route without either cannot
//! exist. Bodies of verbs are the domain's commands; answers are the types of `placet-api`, where the routes are listed.

mod accept;
mod api;
mod auth;
mod body;
mod context;
mod failure;
mod guard;
mod health;
pub mod limits;
mod live;
mod metrics;
mod openapi;
mod routes;
mod serve;
mod ui;

pub use accept::Connections;
pub use auth::hook::{fresh as fresh_hook_secret, key_of as hook_key};
pub use auth::welcome;
pub use context::{Context, EvidenceReader, Reading, SecretReader, Settings};
pub use serve::{router, serve, serve_within};

/// The description of every call, as `/openapi.json` answers it.
pub fn openapi_document() -> serde_json::Value {
    openapi::document(&routes::all())
}
