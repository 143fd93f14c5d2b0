//! Timestamps in bodies.

use jiff::Timestamp;

use crate::failure::{Failure, Kind};

/// Reads a timestamp in RFC 3339.
pub(crate) fn instant(place: &str, text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| {
        let text: String = text.chars().take(80).collect();
        let message = format!("`{text}` is not a valid timestamp");
        Failure::new(
            Kind::Invalid,
            "invalid_instant",
            message,
            "write it like `2026-11-21T14:00:00Z`",
        )
        .at(place)
    })
}
