//! `/openapi.json`, built from the table of routes.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use placet_api::{Definitions, Problem, Schema as _};
use serde_json::{Map, Value, json};

use crate::door::{Access, Body, Described, Route};
use crate::schema::put;

/// Answers with the document.
pub(crate) fn show(document: &'static str) -> Response {
    let media = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, media)], document).into_response()
}

/// Builds the document of these routes.
pub(crate) fn document(routes: &[Route]) -> Value {
    let mut definitions = Definitions::new();
    let problem = Problem::schema(&mut definitions);
    let mut paths: Map<String, Value> = Map::new();
    for route in routes {
        let operation = operation(route, &problem, &mut definitions);
        let path = route.path.replace("{*", "{");
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            methods.insert(route.method.as_str().to_ascii_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Placet",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Change management: open, assess, approve, run, back out and prove changes.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token, `plc_...`, with scopes."},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-placet",
                    "description": "A session of the web pages; `placet` without https."},
            },
        },
    })
}

/// The headers that sign a message (Standard Webhooks).
const SIGNATURE_HEADERS: [(&str, &str); 3] = [
    (
        "webhook-id",
        "Id of the message, the same when it is sent again. No dots, at most 128 bytes.",
    ),
    (
        "webhook-timestamp",
        "Unix time at which it was sent, at most five minutes from now.",
    ),
    (
        "webhook-signature",
        "`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`. Several are separated by spaces.",
    ),
];

fn operation(route: &Route, problem: &Value, definitions: &mut Definitions) -> Value {
    let mut parameters = Vec::new();
    let mut add = |place: &str, required: bool, described: &[Described]| {
        parameters.extend(described.iter().map(|(name, sentence)| {
            json!({"name": name, "in": place, "required": required, "description": sentence,
                "schema": {"type": "string"}})
        }));
    };
    add("path", true, route.parts);
    add("query", route.query_required, route.query);
    if route.access == Access::Signed {
        add("header", true, &SIGNATURE_HEADERS);
    }
    if route.is_command {
        parameters.push(json!({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 80},
            "description": "The same key returns the first receipt."}));
        let tag = json!({"type": "string", "pattern": "^(W/)?\"?[0-9]{1,18}\"?$"});
        parameters.push(json!({"name": "If-Match", "in": "header", "schema": tag,
            "description": "The version that the caller saw, in quotes; 412 when the change has moved on."}));
    }
    let mut success = json!({"description": route.sentence});
    if route.answer.status != StatusCode::NO_CONTENT {
        let schema = (route.answer.schema)(definitions);
        put(
            &mut success,
            "content",
            json!({route.answer.media: {"schema": schema}}),
        );
    }
    let mut responses = json!({route.answer.status.as_str(): success});
    for (status, sentence) in refusals(route) {
        let content = json!({"application/problem+json": {"schema": problem}});
        let response = json!({"description": sentence, "content": content});
        put(&mut responses, &status.to_string(), response);
    }
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.sentence,
        "parameters": parameters,
        "responses": responses,
    });
    if let Some((media, required, schema)) = body_of(route) {
        let body = json!({"required": required, "content": {media: {"schema": schema}}});
        put(&mut operation, "requestBody", body);
    }
    let mut security = json!([]);
    if let Access::Person(scope) = route.access {
        put(&mut operation, "x-scope", scope.name().into());
        security = json!([{"token": []}, {"session": []}]);
    }
    put(&mut operation, "security", security);
    operation
}

/// Lists every status with which a call can be refused. There is no `default`: the hostile tests report any other status
/// as a defect.
fn refusals(route: &Route) -> Vec<(u16, &'static str)> {
    let mut refusals = vec![
        (400, "The call is malformed."),
        (431, "The headers are too large."),
        (500, "A defect. The answer's `id` is in the server's log."),
        (503, "Too busy, or no answer in time: try again."),
    ];
    let writes = route.method != Method::GET;
    if !matches!(route.access, Access::Anyone) {
        refusals.push((401, "The caller is not known."));
    }
    if writes || route.query_required || !matches!(route.access, Access::Anyone) {
        refusals.push((403, "The caller may not do this."));
    }
    if route.path.contains('{') || matches!(route.body, Body::Json(_) | Body::Signed(_)) {
        refusals.push((404, "Not found, or the caller may not see it."));
    }
    if writes || !route.query.is_empty() {
        let sentence = "The input is wrong, or the idempotency key was used for another call.";
        refusals.push((422, sentence));
    }
    if writes {
        refusals.extend([
            (409, "The state, a gate or another change prevents it."),
            (412, "The change has moved on."),
            (429, "Too many attempts."),
        ]);
    }
    if !matches!(route.body, Body::None) {
        refusals.extend([
            (413, "The body is too large."),
            (415, "The body has the wrong media type."),
        ]);
    }
    refusals
}

/// Returns the media type of the body, whether it is required, and its schema.
fn body_of(route: &Route) -> Option<(&'static str, bool, Value)> {
    match &route.body {
        Body::None => None,
        Body::Json(schema) | Body::Signed(schema) => Some((
            "application/json",
            schema.get("required").is_some(),
            schema.clone(),
        )),
        Body::Form => Some((
            "application/x-www-form-urlencoded",
            true,
            json!({"type": "object"}),
        )),
        Body::Bytes => {
            let schema = json!({"type": "string", "format": "binary"});
            Some(("application/octet-stream", true, schema))
        }
    }
}

/// `POST /api/v1/changes/{number}/back-out` is `post_changes_number_back_out`; pages have `page` in their ids.
fn operation_id(route: &Route) -> String {
    let method = route.method.as_str().to_ascii_lowercase();
    let (kind, path) = match route.path.strip_prefix("/api/v1") {
        Some(path) => ("", path),
        None if route.answer.media == "text/html" => ("page", &*route.path),
        None => ("", &*route.path),
    };
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let all = [method.as_str(), kind].into_iter().chain(words);
    let all: Vec<&str> = all.filter(|word| !word.is_empty()).collect();
    all.join("_")
}
