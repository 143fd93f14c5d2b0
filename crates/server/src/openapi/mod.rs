//! `/openapi.json`, built from the table of routes.

mod body;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use placet_api::{Definitions, Problem, Schema as _};
use serde_json::{Map, Value, json};

pub(crate) use body::{defaulted, object, optional, required};

use body::put;

use crate::routes::{self, Access, Answer, Body, Route};

/// `GET /openapi.json`.
pub(crate) fn route() -> Route {
    Route::get(
        "/openapi.json",
        Access::Anyone,
        "Describes every call (OpenAPI 3.1).",
        Answer::raw("application/json"),
        show,
    )
}

async fn show() -> Response {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(&routes::all()).to_string());
    let mut response = DOCUMENT.as_str().into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// What stands in the braces of addresses.
const PATH_PARAMETERS: [(&str, &str); 9] = [
    ("hook", "Name of the hook."),
    ("number", "Number or inner id of the change."),
    ("process", "Short name of the process."),
    ("name", "Short name of the process."),
    ("sha256", "SHA-256 of the content, 64 hexadecimal digits."),
    ("id", "Id of the token."),
    ("person", "Id of the person."),
    ("*path", "Path of the tile as `tlog-tiles` defines it."),
    ("file", "Name of the file with its hash."),
];

/// The whole document.
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

/// What signs a message (Standard Webhooks).
const SIGNATURE_HEADERS: [(&str, &str); 3] = [
    (
        "webhook-id",
        "Id of the message, the same when it is sent again; no dots, at most 128 bytes.",
    ),
    (
        "webhook-timestamp",
        "Seconds since 1970 when it was sent, at most five minutes away.",
    ),
    (
        "webhook-signature",
        "`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several with blanks between.",
    ),
];

fn operation(route: &Route, problem: &Value, definitions: &mut Definitions) -> Value {
    let mut parameters = path_parameters(&route.path);
    for (name, sentence) in route.query {
        parameters.push(json!({"name": name, "in": "query", "description": sentence,
            "required": route.query_required, "schema": {"type": "string"}}));
    }
    if route.method == axum::http::Method::POST && route.path.starts_with("/api/v1/changes") {
        parameters.push(json!({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 80},
            "description": "The same key returns the first receipt."}));
        let tag = json!({"type": "string", "pattern": "^(W/)?\"?[0-9]{1,18}\"?$"});
        parameters.push(json!({"name": "If-Match", "in": "header", "schema": tag,
            "description": "The version that the caller saw, in quotes; 412 when the change has moved on."}));
    }
    if route.access == Access::Signed {
        for (name, sentence) in SIGNATURE_HEADERS {
            parameters.push(
                json!({"name": name, "in": "header", "required": true, "schema": {"type": "string"},
                "description": sentence}),
            );
        }
    }
    let mut success = json!({"description": route.summary});
    if route.answer.status != 204 {
        let schema = (route.answer.schema)(definitions);
        put(
            &mut success,
            "content",
            json!({route.answer.media: {"schema": schema}}),
        );
    }
    let mut responses = json!({route.answer.status.to_string(): success});
    for (status, sentence) in refusals(route) {
        let content = json!({"application/problem+json": {"schema": problem}});
        let response = json!({"description": sentence, "content": content});
        put(&mut responses, &status.to_string(), response);
    }
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
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

/// Every status of a refusal that a call can get. There is no `default`: a status that is not here is a defect, which
/// the hostile tests look for.
fn refusals(route: &Route) -> Vec<(u16, &'static str)> {
    let mut refusals = vec![
        (400, "The call cannot be read."),
        (431, "The headers are too large."),
        (500, "A defect; the answer's `id` is in the server's log."),
        (503, "Too busy, or no answer in time: try again."),
    ];
    let writes = route.method != axum::http::Method::GET;
    if !matches!(route.access, Access::Anyone) {
        refusals.push((401, "Who asks is not known."));
    }
    if writes || route.query_required || !matches!(route.access, Access::Anyone) {
        refusals.push((403, "They may not do this."));
    }
    if route.path.contains('{') || matches!(route.body, Body::Json(_)) {
        refusals.push((404, "There is no such thing, or they may not see it."));
    }
    if writes || !route.query.is_empty() {
        let sentence = "The input is wrong, or the idempotency key was used for another call.";
        refusals.push((422, sentence));
    }
    if writes {
        refusals.extend([
            (
                409,
                "Not now: the state, a gate or another change is in the way.",
            ),
            (412, "The change has moved on."),
            (429, "Too many attempts."),
        ]);
    }
    if !matches!(route.body, Body::None) {
        refusals.extend([
            (413, "The body is too large."),
            (415, "The body is of another media type."),
        ]);
    }
    refusals
}

/// Media type of a body, whether it must be there, and its schema.
fn body_of(route: &Route) -> Option<(&'static str, bool, Value)> {
    match &route.body {
        Body::None => None,
        Body::Json(schema) => Some((
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

fn path_parameters(path: &str) -> Vec<Value> {
    let braces = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    braces
        .map(|name| {
            let sentence = PATH_PARAMETERS.iter().find(|(known, _)| *known == name);
            json!({
                "name": name.trim_start_matches('*'),
                "in": "path",
                "required": true,
                "description": sentence.map_or("", |(_, sentence)| sentence),
                "schema": {"type": "string"},
            })
        })
        .collect()
}

/// `POST /api/v1/changes/{number}/back-out` is `post_changes_number_back_out`; pages have `page` in their ids.
fn operation_id(route: &Route) -> String {
    let method = route.method.as_str().to_ascii_lowercase();
    let (kind, path) = match route.path.strip_prefix("/api/v1") {
        Some(path) => ("", path),
        None if route.answer.media == "text/html" => ("page", route.path.as_str()),
        None => ("", route.path.as_str()),
    };
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let all = [method.as_str(), kind].into_iter().chain(words);
    let all: Vec<&str> = all.filter(|word| !word.is_empty()).collect();
    all.join("_")
}
