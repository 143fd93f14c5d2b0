//! For those who run the server: health, metrics, the description of the API.

pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod openapi;
