//! JSON schemas of bodies. The bodies of verbs are the commands of the domain; a test compares each with its command.

use serde_json::{Map, Value, json};

/// What kind of value a property has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Name,
    Time,
    Digest,
    Integer,
    Boolean,
    /// A list of texts.
    Texts,
    /// Values of the fields of a process's form.
    Fields,
    Plan,
}

/// One property of a body.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    kind: Kind,
    sentence: &'static str,
    presence: Presence,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    /// May be missing or `null`.
    Optional,
    /// May be missing, not `null`.
    Defaulted,
}

/// Describes a property that must be given.
pub(crate) fn required(name: &'static str, kind: Kind, sentence: &'static str) -> Property {
    Property::new(name, kind, sentence, Presence::Required)
}

/// Describes a property that may be left out or be `null`.
pub(crate) fn optional(name: &'static str, kind: Kind, sentence: &'static str) -> Property {
    Property::new(name, kind, sentence, Presence::Optional)
}

/// Describes a property that may be left out and then has its empty value; `null` is refused.
pub(crate) fn defaulted(name: &'static str, kind: Kind, sentence: &'static str) -> Property {
    Property::new(name, kind, sentence, Presence::Defaulted)
}

impl Property {
    fn new(name: &'static str, kind: Kind, sentence: &'static str, presence: Presence) -> Self {
        Self {
            name,
            kind,
            sentence,
            presence,
        }
    }

    pub(crate) fn is_required(&self) -> bool {
        self.presence == Presence::Required
    }

    fn schema(&self) -> Value {
        let mut schema = self.kind.schema();
        if self.presence == Presence::Optional {
            let types = json!([schema.get("type"), "null"]);
            put(&mut schema, "type", types);
        }
        put(&mut schema, "description", self.sentence.into());
        schema
    }

    /// Turns what a form sent into a JSON value; none for an input that was left empty and may be missing.
    pub(crate) fn value_of(&self, sent: &[&str]) -> Result<Option<Value>, ()> {
        if self.kind == Kind::Texts {
            return Ok(Some(json!(sent)));
        }
        let text = sent.first().copied().unwrap_or_default();
        let empty = text.is_empty();
        match self.kind {
            // A form always carries the digest that its page showed.
            Kind::Digest if empty => Err(()),
            _ if empty && !self.is_required() => Ok(None),
            Kind::Text | Kind::Name | Kind::Time | Kind::Digest => Ok(Some(text.into())),
            Kind::Integer => text
                .parse::<u64>()
                .map(|number| Some(number.into()))
                .map_err(|_| ()),
            Kind::Boolean => text
                .parse::<bool>()
                .map(|is| Some(is.into()))
                .map_err(|_| ()),
            Kind::Texts | Kind::Fields | Kind::Plan => Err(()),
        }
    }
}

impl Kind {
    fn schema(self) -> Value {
        match self {
            Self::Text => json!({"type": "string"}),
            Self::Name => json!({"type": "string", "maxLength": placet_domain::ids::NAME_BYTES_MAX,
                "pattern": "^[A-Za-z0-9._@-]+$"}),
            Self::Time => json!({"type": "string", "format": "date-time"}),
            Self::Digest => json!({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
            Self::Integer => json!({"type": "integer"}),
            Self::Boolean => json!({"type": "boolean"}),
            Self::Texts => json!({"type": "array", "items": {"type": "string"}}),
            Self::Fields => json!({"type": "object", "additionalProperties": true}),
            Self::Plan => json!({"type": "object", "required": ["steps"], "properties": {
                "steps": {"type": "array", "maxItems": placet_domain::plan::STEPS_MAX, "items": {"type": "object"}},
                "after_back_out": {"type": "array", "items": {"type": "object"}}}}),
        }
    }
}

/// Describes an object with exactly these properties.
pub(crate) fn object(properties: &[Property]) -> Value {
    let required: Vec<&str> = properties
        .iter()
        .filter(|property| property.is_required())
        .map(|property| property.name)
        .collect();
    let mut object = json!({"type": "object", "additionalProperties": false});
    if !required.is_empty() {
        put(&mut object, "required", json!(required));
    }
    let described: Map<String, Value> = properties
        .iter()
        .map(|property| (property.name.to_owned(), property.schema()))
        .collect();
    put(&mut object, "properties", Value::Object(described));
    object
}

/// Sets a key of an object.
pub(crate) fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}
