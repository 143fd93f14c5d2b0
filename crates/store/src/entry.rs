//! How an event becomes an entry of the ledger.

use std::io::Write as _;

use placet_domain::digest::{Digest, canonical_json};
use serde_json::{Value, json};

use crate::error::StoreError;

/// The stream of the organization's own events. Every other stream is named after the id of its change.
pub const ORGANIZATION: &str = "organization";

/// The longest event that is stored, in bytes of canonical JSON.
pub const EVENT_BYTES_MAX: usize = 4 << 20;

/// The longest entry, in bytes, that holds its event. A longer one names the event by its SHA-256: a leaf holds 65,535
/// bytes at most.
const ENTRY_BYTES_MAX: usize = 60_000;

/// The first integer that a double cannot distinguish from its neighbors: canonical JSON (RFC 8785) writes doubles.
const INTEGER_MAX: u64 = 1 << 53;

/// An event as it is stored.
pub(crate) struct Encoded {
    /// Canonical JSON of `{at, by, event}`.
    pub(crate) body: String,
    /// The entry of the ledger.
    pub(crate) entry: Vec<u8>,
    /// When it happened.
    pub(crate) at: String,
    /// Who caused it.
    pub(crate) by: Option<String>,
    /// The event's name.
    pub(crate) name: String,
}

/// Encodes an event, given as JSON of `{at, by, event}`.
pub(crate) fn encode(stream: &str, version: u64, recorded: &Value) -> Result<Encoded, StoreError> {
    check_numbers(recorded)?;
    let body = canonical_json(recorded);
    if body.len() > EVENT_BYTES_MAX {
        let bytes = body.len();
        return Err(StoreError::invalid(
            format!("an event of `{bytes}` bytes is longer than `{EVENT_BYTES_MAX}`"),
            "attach large content as evidence",
        ));
    }
    let entry = entry(stream, version, &body)?;
    let text = |pointer: &str| {
        recorded
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    Ok(Encoded {
        entry,
        at: text("/at").unwrap_or_default(),
        by: text("/by"),
        name: text("/event/type").unwrap_or_default(),
        body,
    })
}

/// Makes the entry of the ledger from a stored body: canonical JSON of `{at, by, event, stream, version}`, or with
/// `event_sha256` instead of `event` when it would be too long.
///
/// The body is copied byte for byte, so that even a small edit leads to another entry.
pub(crate) fn entry(stream: &str, version: u64, body: &str) -> Result<Vec<u8>, StoreError> {
    let mut made = Vec::new();
    write_entry(stream, version, body, &mut made)?;
    Ok(made)
}

/// Does the same into a reusable buffer.
pub(crate) fn write_entry(
    stream: &str,
    version: u64,
    body: &str,
    made: &mut Vec<u8>,
) -> Result<(), StoreError> {
    made.clear();
    // Keys are sorted: `stream` and `version` come after `at`, `by` and `event`.
    let open = body.strip_suffix('}');
    made.extend_from_slice(open.unwrap_or(body).as_bytes());
    made.extend_from_slice(b",\"stream\":");
    let written = serde_json::to_writer(&mut *made, stream)
        .map_err(std::io::Error::from)
        .and_then(|()| write!(made, ",\"version\":{version}}}"));
    written.map_err(|error| StoreError::unreadable("an event", error))?;
    if made.len() < ENTRY_BYTES_MAX {
        return match open {
            Some(_) => Ok(()),
            None => Err(StoreError::unreadable("an event", "it is cut off")),
        };
    }
    let recorded: Value =
        serde_json::from_str(body).map_err(|error| StoreError::unreadable("an event", error))?;
    let part = |key: &str| recorded.get(key).unwrap_or(&Value::Null);
    // The whole body is compared with its canonical form, because the hash covers only the event.
    let event = match canonical_json(&recorded) == body {
        true => Digest::of_json(part("event")),
        false => Digest::of_bytes(body.as_bytes()),
    };
    let short = json!({"at": part("at"), "by": part("by"), "event_sha256": event, "stream": stream, "version": version});
    *made = canonical_json(&short).into_bytes();
    Ok(())
}

/// Returns the path and the text of an event that its entry names by its hash, for an export. Returns none for an event
/// that its entry holds.
pub(crate) fn long_event(entry: &[u8], body: &str) -> Result<Option<(String, String)>, StoreError> {
    if body.len() < entry.len() {
        return Ok(None);
    }
    let unreadable = |error| StoreError::unreadable("an event", error);
    let named: Value = serde_json::from_slice(entry).map_err(unreadable)?;
    let Some(digest) = named.get("event_sha256").and_then(Value::as_str) else {
        return Ok(None);
    };
    let recorded: Value = serde_json::from_str(body).map_err(unreadable)?;
    let event = recorded.get("event").unwrap_or(&Value::Null);
    Ok(Some((
        format!("events/{digest}.json"),
        canonical_json(event),
    )))
}

fn check_numbers(value: &Value) -> Result<(), StoreError> {
    match value {
        Value::Number(number) => {
            let magnitude = number
                .as_u64()
                .or_else(|| number.as_i64().map(i64::unsigned_abs));
            match magnitude {
                Some(magnitude) if magnitude >= INTEGER_MAX => Err(StoreError::invalid(
                    format!("the number `{number}` is too large to be kept exactly"),
                    "give it as text",
                )),
                _ => Ok(()),
            }
        }
        Value::Array(items) => items.iter().try_for_each(check_numbers),
        Value::Object(map) => map.values().try_for_each(check_numbers),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn recorded(text: &str) -> Value {
        json!({"at": "2026-01-01T00:00:00Z", "by": "ada", "event": {"type": "CommentAdded", "text": text}})
    }

    #[test]
    fn a_short_entry_is_the_canonical_form_of_all_five() {
        let encoded = encode("s", 7, &recorded("hello")).unwrap();
        let mut whole = recorded("hello");
        whole["stream"] = "s".into();
        whole["version"] = 7.into();
        assert_eq!(encoded.entry, canonical_json(&whole).into_bytes());
        assert_eq!(
            (encoded.name.as_str(), encoded.by.as_deref()),
            ("CommentAdded", Some("ada"))
        );
    }

    #[test]
    fn a_long_entry_names_the_event_by_its_hash_and_fits_a_leaf() {
        let long = recorded(&"x".repeat(ENTRY_BYTES_MAX));
        let encoded = encode("s", 1, &long).unwrap();
        let entry: Value = serde_json::from_slice(&encoded.entry).unwrap();
        assert_eq!(
            entry["event_sha256"],
            Digest::of_json(&long["event"]).to_string()
        );
        assert!(entry.get("event").is_none() && encoded.entry.len() < 1_000);
        let padded = encoded.body.replacen(":", ": ", 1);
        assert_ne!(super::entry("s", 1, &padded).unwrap(), encoded.entry);
    }

    #[test]
    fn numbers_that_would_change_are_refused() {
        let large = json!({"at": "", "by": null, "event": {"n": [INTEGER_MAX]}});
        assert!(matches!(
            encode("s", 1, &large),
            Err(StoreError::Invalid { .. })
        ));
        let fits = json!({"at": "", "by": null, "event": {"n": [INTEGER_MAX - 1]}});
        assert!(encode("s", 1, &fits).is_ok());
    }
}
