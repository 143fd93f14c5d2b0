//! The grammar of people files: the schema, the formats, and what the ids in a file refer to.

use std::sync::OnceLock;

use jiff::Timestamp;
use serde_json::Value;

use crate::node::{self, Node};
use crate::shape::{Grammar, Refers, Wrong, keys_at, name};
use crate::text::shown;

/// The schema's own text.
const TEXT: &str = include_str!("schema.yaml");

/// The grammar of people files.
pub(super) static PEOPLE: Grammar = Grammar {
    schema,
    format,
    left_out: &[],
    defined,
    called,
};

fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    // A text that does not read would give a schema that lets nothing pass, and the tests would not pass either.
    SCHEMA.get_or_init(|| {
        node::read(TEXT.as_bytes()).map_or(Value::Bool(false), |node| node.to_json())
    })
}

fn format(format: &str, text: &str) -> Result<Refers, Wrong> {
    match format {
        "name" => name(text),
        "time" => text
            .parse::<Timestamp>()
            .map(|_| Refers::new())
            .map_err(|_| {
                let hint = "write it with its offset, like `2026-12-07T00:00:00Z`";
                (format!("`{}` is not a time", shown(text)), hint.to_owned())
            }),
        other => {
            let message = format!("the schema names an unknown format `{other}`");
            Err((message, String::new()))
        }
    }
}

fn defined<'a>(node: &'a Node, part: &str) -> Vec<&'a str> {
    keys_at(node, part)
}

fn called(_part: &str) -> (&'static str, &'static str) {
    (
        "among the people",
        "add the person under `people`, where there are",
    )
}
