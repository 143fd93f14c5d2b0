//! JSON schemas of the wire types, written by the same lines that declare them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Named schemas, as they appear under `components/schemas`.
pub type Definitions = BTreeMap<String, Value>;

/// A type that knows its JSON schema (draft 2020-12).
pub trait Schema {
    /// Returns the schema, or a reference to one that is added to `definitions`.
    fn schema(definitions: &mut Definitions) -> Value;

    /// Tells whether an object may leave the property out.
    fn is_optional() -> bool {
        false
    }
}

impl Schema for String {
    fn schema(_: &mut Definitions) -> Value {
        json!({"type": "string"})
    }
}

impl Schema for bool {
    fn schema(_: &mut Definitions) -> Value {
        json!({"type": "boolean"})
    }
}

impl Schema for u32 {
    fn schema(_: &mut Definitions) -> Value {
        json!({"type": "integer", "minimum": 0})
    }
}

impl Schema for u64 {
    fn schema(_: &mut Definitions) -> Value {
        json!({"type": "integer", "minimum": 0})
    }
}

impl Schema for Value {
    fn schema(_: &mut Definitions) -> Value {
        json!({})
    }
}

impl<T: Schema> Schema for Option<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({"anyOf": [T::schema(definitions), {"type": "null"}]})
    }

    fn is_optional() -> bool {
        true
    }
}

impl<T: Schema> Schema for Vec<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({"type": "array", "items": T::schema(definitions)})
    }
}

impl<T: Schema> Schema for BTreeMap<String, T> {
    fn schema(definitions: &mut Definitions) -> Value {
        json!({"type": "object", "additionalProperties": T::schema(definitions)})
    }
}

/// One property of an object, as `wire!` collects it.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) schema: Value,
    pub(crate) optional: bool,
}

/// Adds an object schema under `name` and returns a reference to it.
pub(crate) fn define(
    definitions: &mut Definitions,
    name: &str,
    doc: &str,
    properties: impl FnOnce(&mut Definitions) -> Vec<Property>,
) -> Value {
    let reference = json!({"$ref": format!("#/components/schemas/{name}")});
    if definitions.contains_key(name) {
        return reference;
    }
    // The name is taken before its properties are described, so that a type that contains itself does not recurse.
    definitions.insert(name.to_owned(), Value::Null);
    let mut described = Map::new();
    let mut required = Vec::new();
    for property in properties(definitions) {
        // A raw identifier such as `r#type` is only Rust's way to write the name.
        let key = property.name.trim_start_matches("r#");
        if !property.optional {
            required.push(key.to_owned());
        }
        let mut schema = property.schema;
        if let Value::Object(map) = &mut schema {
            map.insert("description".to_owned(), property.doc.trim().into());
        }
        described.insert(key.to_owned(), schema);
    }
    let object = json!({
        "type": "object",
        "description": doc.trim(),
        "properties": described,
        "required": required,
    });
    definitions.insert(name.to_owned(), object);
    reference
}

/// Declares wire types together with their schemas.
// The house rule is against macros. This one lets fields and sentences be written once, so the schema cannot drift.
macro_rules! wire {
    ($(
        $(#[doc = $doc:literal])+
        $(#[serde($($how:tt)*)])?
        pub struct $name:ident {
            $( $(#[doc = $field_doc:literal])+ pub $field:ident: $kind:ty, )*
        }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        $(#[serde($($how)*)])?
        pub struct $name {
            $( $(#[doc = $field_doc])+ pub $field: $kind, )*
        }

        impl $crate::schema::Schema for $name {
            fn schema(definitions: &mut $crate::schema::Definitions) -> serde_json::Value {
                $crate::schema::define(definitions, stringify!($name), concat!($($doc),+), |definitions| {
                    vec![$($crate::schema::Property {
                        name: stringify!($field),
                        doc: concat!($($field_doc),+),
                        schema: <$kind as $crate::schema::Schema>::schema(definitions),
                        optional: <$kind as $crate::schema::Schema>::is_optional(),
                    }),*]
                })
            }
        }
    )*};
}

pub(crate) use wire;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::{Page, Problem, Receipt};

    #[test]
    fn a_schema_names_what_must_be_there_and_says_what_it_is() {
        let mut definitions = Definitions::new();
        let reference = Problem::schema(&mut definitions);
        assert_eq!(reference["$ref"], "#/components/schemas/Problem");
        let problem = &definitions["Problem"];
        assert_eq!(problem["properties"]["type"]["type"], "string");
        assert_eq!(
            problem["required"],
            json!(["type", "title", "status", "detail", "id", "reasons"])
        );
        assert_eq!(
            definitions["Reason"]["properties"]["hint"]["description"],
            "The remedy, or who can help."
        );
    }

    #[test]
    fn a_page_of_something_has_a_schema_of_its_own() {
        let mut definitions = Definitions::new();
        Page::<Receipt>::schema(&mut definitions);
        assert_eq!(
            definitions["PageOfReceipt"]["properties"]["items"]["items"]["$ref"],
            "#/components/schemas/Receipt"
        );
    }
}
