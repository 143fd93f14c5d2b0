//! For operators of the server: health, metrics, and the description of the API.

pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod openapi;
