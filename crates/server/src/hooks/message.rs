//! Signed messages: another system reports something about a change (T17).
//!
//! A hook can do only what a [`Message`] can express. A message acts in the name of the hook's service, so the rules of
//! the process apply to it too, and it can never approve. A sender without a valid signature learns nothing, not even
//! whether the hook exists. The reason for a refusal is in the log.

use axum::response::Response;
use placet_domain::HookName;
use placet_domain::change::Command;
use placet_domain::people::PersonKind;
use placet_store::Receipt;
use serde::Deserialize;
use serde_json::json;

use crate::api::receipt::{versioned, wire};
use crate::auth::hook::{Reason, Signed, key_of};
use crate::auth::{Asker, Via, memberships};
use crate::door::{Body, Call, Inner, from_json};
use crate::failure::{Failure, Kind as Refused};
use crate::schema::{Kind, defaulted, object, optional, required};
use crate::verbs::evidence::{About, attach};
use crate::verbs::order::{self, Conditions};
use crate::view::see;

/// What a message says: the payload of Standard Webhooks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    r#type: Type,
    /// When it happened at the sender. Not shown; accepted because the specification recommends it.
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

/// Describes a message.
pub(crate) fn body() -> Body {
    let data = [
        required("change", Kind::Text, "Number or inner id of the change."),
        required(
            "text",
            Kind::Text,
            "The comment in Markdown, or the content of the evidence.",
        ),
        defaulted(
            "kind",
            Kind::Text,
            "For evidence: its kind, such as `test:unit`.",
        ),
        defaulted(
            "name",
            Kind::Text,
            "For evidence: a file name or a short title.",
        ),
    ];
    let mut body = object(&[
        required("type", Kind::Text, "`change.comment` or `change.evidence`."),
        optional("timestamp", Kind::Text, "When it happened at the sender."),
        required("data", Kind::Fields, "What it is about."),
    ]);
    if let Some(place) = body.pointer_mut("/properties/data") {
        *place = object(&data);
    }
    if let Some(place) = body.pointer_mut("/properties/type") {
        *place = json!({"type": "string", "enum": ["change.comment", "change.evidence"]});
    }
    Body::Signed(body)
}

/// Accepts a message if it is signed.
pub(crate) fn receive(inner: &Inner, _: Option<&Asker>, call: &Call) -> Result<Response, Failure> {
    let hook = call.part("hook");
    let (asker, id) = verify(inner, hook, call).map_err(|reason| {
        // The sender chose this name, so it may be any text.
        let hook: String = hook.escape_debug().take(80).collect();
        tracing::warn!(hook, reason, "a message to a hook was refused");
        refused()
    })?;
    let receipt = act(inner, &asker, &id, &call.body)?;
    Ok(versioned(receipt.version, wire(receipt)))
}

/// Returns the service that the hook acts for, and the id of the message.
fn verify(inner: &Inner, name: &str, call: &Call) -> Result<(Asker, String), Reason> {
    let now = inner.clock.now();
    let signed = Signed::read(&call.headers, inner.clock.wall())?;
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
            Err(error) => tracing::error!(error, "the secret of a hook cannot be read"),
        }
    }
    let known = !keys.is_empty();
    if !known {
        // A hook that does not exist costs the same work.
        keys.push(inner.desk.decoy.as_bytes().to_vec());
    }
    let (true, true, Some(hook)) = (signed.is_by(&keys, &call.body), known, hook) else {
        return Err("its signature matches none of the hook's secrets, or the hook does not exist");
    };
    let asker = Asker {
        memberships: memberships(&inner.desk, &hook.person)
            .map_err(|_| "the store does not answer")?,
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
        return Err("the hook's service account no longer exists");
    }
    Ok((asker, signed.id.to_owned()))
}

fn act(inner: &Inner, asker: &Asker, id: &str, body: &[u8]) -> Result<Receipt, Failure> {
    let message: Message = from_json(body)?;
    let data = message.data;
    let change = see::change(inner, asker, &data.change)?;
    // Stored with the events of the message, in one transaction: a repeated message gets the first receipt.
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
            let text = data.text.as_bytes();
            let (receipt, _) = attach(inner, asker, change, about, text, conditions)?;
            Ok(receipt)
        }
    }
}

/// Returns the same answer for every message that is refused.
fn refused() -> Failure {
    Failure::new(
        Refused::Unauthenticated,
        "message_refused",
        "this message has no valid signature of a hook of this server",
        "check the name, the secret and the clock; the server's log has the reason",
    )
}
