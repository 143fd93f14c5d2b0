//! `POST /api/v1/hooks/{hook}`: another system says something about a change, and signs it (T17).
//!
//! What a hook can do is what [`Message`] can say. A message acts in the name of the hook's service, so the rules of the
//! process hold for it too, and it can never approve. Whoever cannot sign learns nothing, not even whether the hook is
//! there: the reason for a refusal is in the log.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use placet_api::Receipt;
use placet_domain::HookName;
use placet_domain::change::Command;
use placet_domain::people::PersonKind;
use serde::Deserialize;
use serde_json::json;

use super::changes::evidence::{About, attach};
use super::order::{self, Conditions};
use super::see;
use crate::auth::hook::{Reason, Signed, key_of};
use crate::auth::{Asker, Via, memberships};
use crate::body::{from_json, read};
use crate::context::{Context, Inner};
use crate::failure::{Failure, Kind};
use crate::limits::BODY_BYTES_MAX;
use crate::openapi::{defaulted, object, optional, required};
use crate::routes::{Access, Answer, Body, Route};

/// What a message says: the payload of Standard Webhooks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    r#type: Type,
    /// When it happened there; shown nowhere, and taken because the specification recommends it.
    #[serde(default)]
    #[expect(dead_code, reason = "senders add it, and an unknown field is refused")]
    timestamp: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
enum Type {
    #[serde(rename = "change.comment")]
    Comment,
    #[serde(rename = "change.evidence")]
    Evidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    change: String,
    /// The comment, or the content of the evidence.
    text: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
}

pub(super) fn route() -> Route {
    let data = vec![
        required("change", "string", "Number or inner id of the change."),
        required(
            "text",
            "string",
            "The comment in Markdown, or the content of the evidence.",
        ),
        defaulted(
            "kind",
            "string",
            "Of evidence: what kind, such as `test:unit`.",
        ),
        defaulted("name", "string", "Of evidence: file name or a short title."),
    ];
    let mut body = object(vec![
        required("type", "string", "`change.comment` or `change.evidence`."),
        optional("timestamp", "string", "When it happened there."),
        required("data", "fields", "What it is about."),
    ]);
    if let Some(place) = body.pointer_mut("/properties/data") {
        *place = object(data);
    }
    if let Some(place) = body.pointer_mut("/properties/type") {
        *place = json!({"type": "string", "enum": ["change.comment", "change.evidence"]});
    }
    Route::post(
        "/api/v1/hooks/{hook}",
        Access::Signed,
        "Takes a signed message (Standard Webhooks): a comment or evidence of another system.",
        Answer::json::<Receipt>(),
        receive,
    )
    .body(Body::Json(body))
}

async fn receive(
    State(context): State<Context>,
    Path(hook): Path<String>,
    call: Request,
) -> Result<Response, Failure> {
    let (parts, body) = call.into_parts();
    let body = read(&parts.headers, body, BODY_BYTES_MAX).await?;
    let receipt = context
        .blocking(move |inner| {
            let (asker, id) = verify(inner, &hook, &parts.headers, &body).map_err(|reason| {
                // The name as it was sent may be anything.
                let hook: String = hook.escape_debug().take(80).collect();
                tracing::warn!(hook, reason, "a message to a hook was refused");
                refused()
            })?;
            act(inner, &asker, &id, &body)
        })
        .await?;
    Ok((
        [(axum::http::header::ETAG, order::etag(receipt.version))],
        Json(receipt),
    )
        .into_response())
}

/// Who speaks, and the id of the message.
fn verify(
    inner: &Inner,
    name: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(Asker, String), Reason> {
    let now = inner.now();
    let signed = Signed::read(headers, inner.wall())?;
    let name: Option<HookName> = name.parse().ok();
    let store = inner.engine.store();
    let hook = name
        .map(|name| store.hook(&name))
        .transpose()
        .map_err(|_| "the store does not answer")?
        .flatten()
        .filter(|hook| !hook.revoked);
    let mut keys = Vec::new();
    let current = hook.iter().flat_map(|hook| &hook.secrets);
    for secret in current.filter(|secret| secret.until.is_none_or(|until| now < until)) {
        let key = (inner.settings.secret_reader)(&secret.reference)
            .and_then(|secret| key_of(&secret).map_err(str::to_owned));
        match key {
            Ok(key) => keys.push(key),
            Err(error) => tracing::error!(error, "the secret of a hook cannot be had"),
        }
    }
    let known = !keys.is_empty();
    if !known {
        // As much work for a hook that is not there.
        keys.push(inner.decoy.as_bytes().to_vec());
    }
    let (true, true, Some(hook)) = (signed.is_by(&keys, body), known, hook) else {
        return Err("its signature is by none of the hook's secrets, or there is no such hook");
    };
    let asker = Asker {
        memberships: memberships(inner, &hook.person).map_err(|_| "the store does not answer")?,
        person: hook.person,
        scopes: Vec::new(),
        via: Via::Hook,
    };
    let is_service = asker.memberships.iter().any(|membership| {
        let directory = inner.engine.directory(&membership.process);
        directory.is_ok_and(|directory| {
            let person = directory.person(&asker.person);
            person.is_some_and(|person| person.kind == PersonKind::Service)
        })
    });
    if !is_service {
        return Err("whom the hook speaks for is no service here anymore");
    }
    Ok((asker, signed.id.to_owned()))
}

fn act(inner: &Inner, asker: &Asker, id: &str, body: &Bytes) -> Result<Receipt, Failure> {
    let message: Message = from_json(body)?;
    let data = message.data;
    let change = see::change(inner, asker, &data.change)?;
    // Kept with the events it leads to, in the same transaction: a second time gives the first receipt.
    let conditions = Conditions {
        expected: None,
        key: Some(format!("webhook:{id}")),
    };
    match message.r#type {
        Type::Comment => {
            let comment = json!({ "text": data.text }).to_string();
            let command = Command::Comment(from_json(comment.as_bytes())?);
            order::execute(inner, asker, Some(change), command, conditions)
        }
        Type::Evidence => {
            let about = About {
                kind: data.kind,
                name: data.name,
            };
            let receipt = attach(
                inner,
                asker,
                change,
                about,
                data.text.as_bytes(),
                conditions,
            )?;
            Ok(receipt.receipt)
        }
    }
}

/// One answer for every message that is not taken.
fn refused() -> Failure {
    Failure::new(
        Kind::Unauthenticated,
        "message_refused",
        "this message is not signed as a hook of this server asks for",
        "compare name, secret and clock; whoever runs the server finds the reason in its log",
    )
}
