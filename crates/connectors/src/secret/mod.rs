//! Secrets: referenced in plans, resolved when a step starts, passed without touching disk or arguments, redacted.

mod encodings;
mod redact;
mod reference;

pub(crate) use redact::Redactor;
pub(crate) use reference::{is_reference, resolve, resolve_header};
