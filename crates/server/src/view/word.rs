//! Words of closed sets.

use serde::Serialize;
use serde_json::Value;

/// Returns the word that a value of a closed set has in JSON.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
