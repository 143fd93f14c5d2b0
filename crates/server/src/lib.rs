//! HTTP and HTML: who the caller is, what they ask for, and the engine's answer.
//!
//! Rooms, each of which uses only those above it:
//!
//! | room | what is in it |
//! |---|---|
//! | `limits random failure schema settings clock metrics live` | the ground: every limit, every refusal, what is counted |
//! | `auth` | who the caller is |
//! | `door` | what a route is, what a call must bring, and who may pass; async ends here |
//! | `view` | what a reader may see, from the domain's own types |
//! | `verbs`, `organization` | what a caller may ask for: one declaration for each verb |
//! | `api`, `hooks`, `ops`, `ui` | wire types, signed messages, operations, pages |
//! | `table` | every route |
//! | `accept`, `serve` | from a listener to answers |
//!
//! A handler is a plain function that may block; the door runs it on a thread that may. Every route is in `table.rs`,
//! which registers it behind its guard and documents it in `/openapi.json`; a route without either cannot exist. Bodies of
//! verbs are the domain's commands; answers are the types of `placet-api`.

mod accept;
mod api;
mod auth;
mod clock;
mod door;
mod failure;
mod hooks;
pub mod limits;
mod live;
mod metrics;
mod ops;
mod organization;
mod random;
mod schema;
mod serve;
mod settings;
mod table;
mod ui;
mod verbs;
mod view;

pub use accept::Connections;
pub use auth::hook::{fresh as fresh_hook_secret, key_of as hook_key};
pub use auth::welcome;
pub use door::Context;
pub use failure::reason;
pub use serve::{router, serve, serve_within};
pub use settings::{EvidenceReader, Reading, SecretReader, Settings};

/// Builds the description of every call, as `/openapi.json` answers it.
pub fn openapi_document() -> serde_json::Value {
    table::document()
}
