#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]
//! The description holds every route, and the schema of a verb's body is what its command takes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{all, document};
use crate::verbs;

#[test]
fn every_route_is_described_once_with_all_its_references() {
    let document = document();
    let mut ids = BTreeSet::new();
    for route in all() {
        let path = route.path.replace("{*", "{");
        let operation = &document["paths"][&path][route.method.as_str().to_lowercase()];
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{path}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{path}: its id is not its own"
        );
        for parameter in operation["parameters"].as_array().unwrap() {
            assert_ne!(
                parameter["description"], "",
                "{path}: {}",
                parameter["name"]
            );
        }
    }
    let text = document.to_string();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"]
                .get(name)
                .is_some_and(Value::is_object),
            "{name}"
        );
    }
}

#[test]
fn the_schema_of_every_verb_is_what_its_command_takes() {
    let mut misdescribed = Vec::new();
    for verb in verbs::all() {
        let body = verb.body();
        let properties = body["properties"].as_object().unwrap();
        let required: Vec<&str> = body["required"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap())
            .collect();
        let all: Map<String, Value> = properties
            .iter()
            .map(|(name, schema)| (name.clone(), sample(name, schema)))
            .collect();
        let parse = |body: &Map<String, Value>| verb.command(json!(body).to_string().as_bytes());
        let command = parse(&all).unwrap_or_else(|failure| panic!("{}: {failure}", verb.name));
        assert_eq!(command.verb(), verb.name);
        // What the command holds is described.
        let held = serde_json::to_value(&command).unwrap();
        for key in held
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key != "verb")
        {
            assert!(
                properties.contains_key(key),
                "{}: `{key}` is not described",
                verb.name
            );
        }
        let mut least = all.clone();
        least.retain(|name, _| required.contains(&name.as_str()));
        assert!(
            parse(&least).is_ok(),
            "{}: more is required than is said",
            verb.name
        );
        for name in &required {
            let mut less = all.clone();
            less.remove(*name);
            // The digest of an approval is asked for by the rules, with a reason, not by the parser.
            assert!(
                parse(&less).is_err() || *name == "digest",
                "{}: `{name}` is not required",
                verb.name
            );
        }
        for (name, schema) in properties {
            let mut with_null = all.clone();
            with_null.insert(name.clone(), Value::Null);
            // See below for the digest.
            let told = schema["type"].is_array() || name == "digest";
            if parse(&with_null).is_ok() != told {
                misdescribed.push(format!("{}: whether `{name}` may be null", verb.name));
            }
        }
        let mut more = all;
        more.insert("unknown".to_owned(), json!(1));
        assert!(
            parse(&more).is_err(),
            "{}: unknown fields are refused",
            verb.name
        );
    }
    assert_eq!(misdescribed, [""; 0]);
}

fn sample(name: &str, schema: &Value) -> Value {
    match (
        name,
        schema["type"]
            .as_str()
            .unwrap_or_else(|| schema["type"][0].as_str().unwrap()),
        schema["format"].as_str(),
    ) {
        ("code", ..) => json!("successful"),
        ("digest", ..) => json!("0".repeat(64)),
        (_, "string", Some("date-time")) => json!("2026-11-21T14:00:00Z"),
        (_, "string", _) => json!("x"),
        (_, "array", _) => json!(["x"]),
        (_, "boolean", _) => json!(true),
        (_, "integer", _) => json!(1),
        ("plan", ..) => json!({"steps": []}),
        (_, "object", _) => json!({"title": "x"}),
        (_, other, _) => panic!("no sample of a {other}"),
    }
}
