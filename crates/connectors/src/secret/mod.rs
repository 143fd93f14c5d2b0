//! Secrets: referenced in plans, resolved when a step starts, passed without touching disk or arguments, redacted.

mod encodings;
mod memory;
mod redact;
mod reference;

pub use memory::hide_memory;
pub(crate) use memory::no_core_file;
pub(crate) use redact::Redactor;
pub use reference::resolve;
pub(crate) use reference::{is_reference, resolve_header};
