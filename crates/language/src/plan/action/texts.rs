//! What the texts of an action must be.

use crate::codes::Code;
use crate::reason::Reason;

/// Longest text of one action's argument, body or content, in bytes.
pub const TEXT_BYTES_MAX: usize = 32 * 1024;

/// Builds the reason for an action that cannot be carried out.
pub(super) fn invalid(message: impl Into<String>, hint: &str) -> Reason {
    Reason::new(Code::InvalidAction, message, hint)
}

/// Refuses texts that are too long or that no operating system call can take.
pub(super) fn texts<'a>(what: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for text in texts {
        if text.len() > TEXT_BYTES_MAX {
            let message = format!(
                "{what} takes {} bytes, and {TEXT_BYTES_MAX} are allowed",
                text.len()
            );
            reasons.push(Reason::new(
                Code::TextTooLong,
                message,
                "put it into a file",
            ));
        }
        if text.contains('\0') {
            reasons.push(invalid(format!("{what} has a zero byte"), "remove it"));
        }
    }
    reasons
}

/// Refuses a path that is empty or cannot be one.
pub(super) fn path(what: &str, text: &str) -> Vec<Reason> {
    let mut reasons = texts(what, [text]);
    if text.trim().is_empty() {
        reasons.push(invalid(format!("`{what}` is empty"), "give a path"));
    }
    reasons
}
