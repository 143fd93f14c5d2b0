//! What to say of a key that is missing.

use serde_json::Value;

use super::grammar::Grammar;

/// Whether any text will do, as in a title.
pub(super) fn is_plain_text(schema: &Value) -> bool {
    let has = |keyword| schema.get(keyword).is_some();
    schema.get("type").and_then(Value::as_str) == Some("string")
        && !has("refersTo")
        && !has("format")
}

/// Returns the remedy for a missing key of this schema.
pub(super) fn remedy(grammar: &Grammar, schema: Option<&Value>) -> String {
    let described = schema.and_then(|schema| {
        let direct = schema.get("description");
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| grammar.referred(reference));
        direct.or_else(|| target.and_then(|target| target.get("description")))
    });
    match described.and_then(Value::as_str) {
        Some(text) => format!("add it ({})", lower_first(text)),
        None => "add it".to_owned(),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
