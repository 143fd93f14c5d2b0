//! Every route says who may call it, what it does and what it takes; the description lists exactly the table; the schema
//! of a verb's body is what its command takes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]
use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::{all, document};
use crate::door::{Access, Body};
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

/// Routes that require no scope.
const WITHOUT_A_SCOPE: [&str; 14] = [
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /openapi.json",
    "POST /api/v1/hooks/{hook}",
    "GET /checkpoint",
    "GET /tile/{*path}",
    "GET /",
    "GET /login",
    "POST /login",
    "GET /welcome",
    "POST /welcome",
    "GET /static/{file}",
    "GET /favicon.ico",
];

#[test]
fn every_route_says_who_may_call_it_what_it_does_and_what_it_takes() {
    for route in all() {
        let name = format!("{} {}", route.method, route.path);
        let asks_for_a_scope = matches!(route.access, Access::Person(_));
        let is_listed = WITHOUT_A_SCOPE.contains(&name.as_str());
        assert_ne!(asks_for_a_scope, is_listed, "{name}: its scope");
        let sentence = route.sentence;
        assert!(
            sentence.ends_with('.') && sentence.starts_with(char::is_uppercase),
            "{name}: {sentence}"
        );
        let in_path = route.path.split('/').filter_map(|part| {
            let name = part.strip_prefix('{')?.strip_suffix('}')?;
            Some(name.trim_start_matches('*'))
        });
        let described = route.parts.iter().map(|(name, _)| *name);
        assert_eq!(
            in_path.collect::<Vec<_>>(),
            described.collect::<Vec<_>>(),
            "{name}: the parts of its path"
        );
        match &route.body {
            Body::Json(schema) | Body::Signed(schema) => {
                for (field, schema) in schema["properties"].as_object().unwrap() {
                    let sentence = schema["description"].as_str().unwrap_or_default();
                    let is_closed = schema["enum"].is_array() || schema["properties"].is_object();
                    assert!(!sentence.is_empty() || is_closed, "{name}: {field}");
                }
            }
            Body::Form => assert_eq!(route.answer.media, "text/html", "{name}"),
            Body::Bytes | Body::None => {}
        }
        assert!(
            route.method == Method::POST || matches!(route.body, Body::None),
            "{name}: only a POST has a body"
        );
    }
}

#[test]
fn the_document_lists_exactly_the_table() {
    let document = document();
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let table: Vec<String> = all()
        .iter()
        .map(|route| format!("{} {}", route.method, route.path.replace("{*", "{")))
        .collect();
    let routes: BTreeSet<String> = table.iter().cloned().collect();
    assert_eq!(routes.len(), table.len(), "no route stands there twice");
    assert_eq!(described, routes);
}

#[test]
fn the_inputs_of_every_form_are_fields_of_its_verb() {
    let mut forms = 0;
    for verb in verbs::all() {
        let Some(form) = &verb.form else { continue };
        forms += 1;
        let named = |field: &str| form.inputs.iter().any(|input| input.field == field);
        for field in &verb.fields {
            assert!(
                !field.is_required() || named(field.name),
                "{}: the form lacks `{}`",
                verb.name,
                field.name
            );
        }
        let sent: Vec<(String, String)> = form
            .inputs
            .iter()
            .map(|input| (input.field.to_owned(), "0".repeat(64)))
            .collect();
        let command = verb.command_of_form(&sent).unwrap();
        assert_eq!(command.verb(), verb.name);
    }
    assert_eq!(forms, 9);
}

#[test]
fn a_form_is_the_same_command_as_the_body() {
    let approve = verbs::all()
        .into_iter()
        .find(|verb| verb.name == "approve")
        .unwrap();
    let digest = "a".repeat(64);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let sent = [
        pair("form_token", "t"),
        pair("version", "3"),
        pair("digest", &digest),
        pair("comment", "fine"),
        pair("ticked", "one"),
        pair("ticked", "two"),
    ];
    let body = json!({"digest": digest, "comment": "fine", "ticked": ["one", "two"]});
    assert_eq!(
        approve.command_of_form(&sent).unwrap(),
        approve.command(body.to_string().as_bytes()).unwrap()
    );
    // The page always sends the digest that it showed.
    assert!(approve.command_of_form(&sent[..2]).is_err());
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
            // The rules require the digest of an approval and give a reason; the parser does not.
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
