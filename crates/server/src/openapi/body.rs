//! Schemas of the bodies of verbs, which are the commands of the domain: a test holds each against its command.

use serde_json::{Map, Value, json};

/// One property of a body.
pub(crate) struct Property {
    name: &'static str,
    schema: Value,
    required: bool,
}

/// A property that must be there. `kind` is a JSON type, `name`, `time`, `digest`, `texts`, `fields` or `plan`.
pub(crate) fn required(name: &'static str, kind: &str, sentence: &str) -> Property {
    Property {
        name,
        schema: schema(kind, sentence),
        required: true,
    }
}

/// A property that may be left out or be `null`.
pub(crate) fn optional(name: &'static str, kind: &str, sentence: &str) -> Property {
    let mut schema = schema(kind, sentence);
    let types = json!([schema.get("type"), "null"]);
    put(&mut schema, "type", types);
    Property {
        name,
        schema,
        required: false,
    }
}

/// A property that may be left out and then has its empty value; `null` is refused.
pub(crate) fn defaulted(name: &'static str, kind: &str, sentence: &str) -> Property {
    Property {
        name,
        schema: schema(kind, sentence),
        required: false,
    }
}

/// An object with exactly these properties.
pub(crate) fn object(properties: Vec<Property>) -> Value {
    let required: Vec<&str> = properties
        .iter()
        .filter(|property| property.required)
        .map(|property| property.name)
        .collect();
    let mut object = json!({"type": "object", "additionalProperties": false});
    if !required.is_empty() {
        put(&mut object, "required", json!(required));
    }
    let described: Map<String, Value> = properties
        .into_iter()
        .map(|property| (property.name.to_owned(), property.schema))
        .collect();
    put(&mut object, "properties", Value::Object(described));
    object
}

/// Sets a key of an object.
pub(super) fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}

/// What every name of a person, process, model, role or step looks like.
pub(super) fn name() -> Value {
    json!({"type": "string", "maxLength": placet_domain::ids::NAME_BYTES_MAX, "pattern": "^[A-Za-z0-9._@-]+$"})
}

fn schema(kind: &str, sentence: &str) -> Value {
    let mut schema = match kind {
        "name" => name(),
        "time" => json!({"type": "string", "format": "date-time"}),
        "digest" => json!({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
        "texts" => json!({"type": "array", "items": {"type": "string"}}),
        "fields" => json!({"type": "object", "additionalProperties": true}),
        "plan" => json!({"type": "object", "required": ["steps"], "properties": {
            "steps": {"type": "array", "maxItems": placet_domain::plan::STEPS_MAX, "items": {"type": "object"}},
            "after_back_out": {"type": "array", "items": {"type": "object"}}}}),
        plain => json!({"type": plain}),
    };
    put(&mut schema, "description", sentence.into());
    schema
}
