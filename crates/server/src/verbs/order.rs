//! From an authenticated call to the engine's one write path.

use axum::http::HeaderMap;
use placet_domain::ChangeId;
use placet_domain::change::{Actor, Command};
use placet_engine::Invocation;
use placet_store::Receipt;

use crate::auth::Asker;
use crate::door::Inner;
use crate::failure::{Failure, Kind};
use crate::limits::IDEMPOTENCY_KEY_BYTES_MAX;

/// The conditions under which a command is carried out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    /// The version that the caller saw.
    pub(crate) expected: Option<u64>,
    /// The caller's name for this call.
    pub(crate) key: Option<String>,
}

impl Conditions {
    /// Reads `If-Match` and `Idempotency-Key`.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Failure> {
        let expected = match text(headers, "if-match")? {
            None | Some("*") => None,
            Some(tag) => Some(version_of(tag)?),
        };
        let key = text(headers, "idempotency-key")?.map(str::to_owned);
        if let Some(key) = &key
            && (key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES_MAX)
        {
            let message = format!("an idempotency key has 1 to {IDEMPOTENCY_KEY_BYTES_MAX} bytes");
            let hint = "use a new random id for each call";
            return Err(
                Failure::new(Kind::Malformed, "invalid_idempotency_key", message, hint)
                    .at("Idempotency-Key"),
            );
        }
        Ok(Self { expected, key })
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Failure> {
    headers
        .get(name)
        .map(|value| {
            value.to_str().map_err(|_| {
                Failure::new(
                    Kind::Malformed,
                    "invalid_header",
                    format!("`{name}` is not ASCII"),
                    "send plain text",
                )
                .at(name)
            })
        })
        .transpose()
}

fn version_of(tag: &str) -> Result<u64, Failure> {
    let digits = tag.trim().trim_start_matches("W/").trim_matches('"');
    digits.parse().map_err(|_| {
        let tag: String = tag.chars().take(80).collect();
        let message = format!("`{tag}` is not a version");
        Failure::new(
            Kind::Malformed,
            "invalid_if_match",
            message,
            "send the ETag of the change, such as `\"7\"`",
        )
        .at("If-Match")
    })
}

/// Executes a command in the person's name.
pub(crate) fn execute(
    inner: &Inner,
    asker: &Asker,
    change: Option<ChangeId>,
    command: Command,
    conditions: Conditions,
) -> Result<Receipt, Failure> {
    let expected = conditions.expected;
    let order = Invocation {
        actor: Actor::Person(asker.person.clone()),
        change,
        command,
        expected,
        key: conditions.key,
    };
    Ok(inner.engine.execute(&order)?)
}
