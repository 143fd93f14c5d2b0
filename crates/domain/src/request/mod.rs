//! Request files: YAML or Markdown, read into a [`Request`].

use crate::change::Request;
use crate::process::Process;
use crate::rejection::Rejection;

/// Reads a request from YAML.
///
/// # Errors
/// Every place that cannot be read.
pub fn from_yaml(bytes: &[u8]) -> Result<Request, Rejection> {
    let _ = bytes;
    Err(Rejection::one(crate::RejectionKind::Invalid, crate::Reason::new("unreadable", "not readable", "")))
}

/// Reads a request from Markdown.
///
/// # Errors
/// Every place that cannot be read.
pub fn from_markdown(text: &str, process: &Process) -> Result<Request, Rejection> {
    let _ = process;
    from_yaml(text.as_bytes())
}
