//! The schema of process files, which is published and which validates.

use std::sync::OnceLock;

use serde_json::Value;

use crate::node;

/// The schema's own text.
const TEXT: &str = include_str!("schema.yaml");

/// The language of process files as JSON Schema 2020-12.
pub fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    // A text that does not read would give a schema that lets nothing pass; a test reads it.
    SCHEMA.get_or_init(|| {
        node::read(TEXT.as_bytes()).map_or(Value::Bool(false), |node| node.to_json())
    })
}
