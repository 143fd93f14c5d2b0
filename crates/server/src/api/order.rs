//! From an authenticated call to the engine's one write path, and from its receipt to the answer.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use placet_api::Receipt;
use placet_domain::ChangeId;
use placet_domain::change::{Actor, Command};
use placet_engine::{ExecuteError, Order};

use crate::auth::Asker;
use crate::context::Inner;
use crate::failure::{Failure, Kind};
use crate::limits::IDEMPOTENCY_KEY_BYTES_MAX;

/// Under what conditions a command is meant.
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
            let hint = "use a random id, drawn anew for each thing that is done";
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
    let order = Order {
        actor: Actor::Person(asker.person.clone()),
        change,
        command,
        expected,
        key: conditions.key,
    };
    let receipt = inner.engine.execute(&order)?;
    Ok(Receipt {
        change: receipt.change.to_string(),
        number: receipt.number,
        version: receipt.version,
        position: receipt.position,
        replayed: receipt.replayed,
    })
}

/// The receipt as a response, with the new ETag.
pub(crate) fn answer(receipt: &Receipt) -> Response {
    let mut response = Json(receipt).into_response();
    response
        .headers_mut()
        .insert(header::ETAG, etag(receipt.version));
    response
}

/// The ETag of a version.
pub(crate) fn etag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

impl From<ExecuteError> for Failure {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Rejected(rejection) => rejection.into(),
            ExecuteError::NotFound(what) => {
                let message = format!("{what} does not exist");
                Self::new(Kind::NotFound, "not_found", message, "check the spelling")
            }
            ExecuteError::VersionMismatch { expected, actual } => Self::new(
                Kind::VersionMismatch,
                "version_mismatch",
                format!("the change has version `{actual}`, not `{expected}`"),
                "read it again and decide anew",
            )
            .at("If-Match"),
            ExecuteError::KeyReused => Self::new(
                Kind::KeyReused,
                "idempotency_key_reused",
                "this idempotency key was used for another call",
                "use a new key for each thing that is done",
            )
            .at("Idempotency-Key"),
            ExecuteError::Busy => Self::new(
                Kind::Busy,
                "busy",
                "others changed the same things at the same time",
                "try again in a second",
            ),
            ExecuteError::Store(error) => error.into(),
        }
    }
}
