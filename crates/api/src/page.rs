//! One page of a list.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{Definitions, Property, Schema, define};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The `cursor` of the next page; none on the last.
    pub next: Option<String>,
}

impl<T: Schema> Schema for Page<T> {
    fn schema(definitions: &mut Definitions) -> Value {
        let item = T::schema(definitions);
        let name = item
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|path| path.rsplit('/').next())
            .unwrap_or("Value")
            .to_owned();
        define(
            definitions,
            &format!("PageOf{name}"),
            "One page of a list.",
            |definitions| {
                vec![
                    Property {
                        name: "items",
                        doc: "What is on it.",
                        schema: Vec::<T>::schema(definitions),
                        optional: false,
                    },
                    Property {
                        name: "next",
                        doc: "The `cursor` of the next page; none on the last.",
                        schema: Option::<String>::schema(definitions),
                        optional: true,
                    },
                ]
            },
        )
    }
}
