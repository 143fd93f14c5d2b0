//! Bodies and query strings: bounded, strict, and refused with the place of what is wrong.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::auth::Asker;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::guard::check_form_token;
use crate::limits::{BODY_BYTES_MAX, EVIDENCE_BYTES_MAX};

const FORM: &str = "application/x-www-form-urlencoded";

/// Reads a body of at most `bytes_max` bytes. One that announces more is refused before any of it is read.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    bytes_max: usize,
) -> Result<Bytes, Failure> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > bytes_max as u64) {
        return Err(too_large(bytes_max));
    }
    axum::body::to_bytes(body, bytes_max)
        .await
        .map_err(|error| {
            let mut cause: Option<&dyn std::error::Error> = Some(&error);
            while let Some(error) = cause {
                if error.to_string().contains("length limit exceeded") {
                    return too_large(bytes_max);
                }
                cause = error.source();
            }
            Failure::new(
                Kind::Malformed,
                "body_cut_short",
                "the body ended too early",
                "send it again",
            )
        })
}

fn too_large(bytes_max: usize) -> Failure {
    let message = format!("the body is longer than {bytes_max} bytes");
    Failure::new(
        Kind::TooLarge,
        "body_too_large",
        message,
        "attach large content as evidence, or split it",
    )
}

/// Reads JSON into a type that refuses unknown fields.
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count()
            + 1;
        Failure::new(
            Kind::Malformed,
            "invalid_utf8",
            "the body is not UTF-8",
            "encode it as UTF-8",
        )
        .at(format!("line {line}, column {column}"))
    })?;
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let message = without_place(&error.to_string());
        if error.is_data() {
            Failure::new(
                Kind::Invalid,
                "invalid_body",
                message,
                "see `/openapi.json` for what the call takes",
            )
            .at(place)
        } else {
            Failure::new(
                Kind::Malformed,
                "invalid_json",
                format!("the body is not JSON: {message}"),
                "correct it",
            )
            .at(place)
        }
    })
}

/// The message without serde's own ending, which says the place a second time.
fn without_place(message: &str) -> String {
    message
        .split_once(" at line ")
        .map_or(message, |(text, _)| text)
        .to_owned()
}

/// A JSON body of at most [`BODY_BYTES_MAX`] bytes, as it came.
pub(crate) struct RawJson(pub(crate) Bytes);

impl FromRequest<Context> for RawJson {
    type Rejection = Failure;

    async fn from_request(call: Request, _: &Context) -> Result<Self, Failure> {
        let (parts, body) = call.into_parts();
        let bytes = read(&parts.headers, body, BODY_BYTES_MAX).await?;
        if !bytes.is_empty() {
            check_media(&parts.headers, "application/json")?;
        }
        Ok(Self(bytes))
    }
}

/// A JSON body as a value.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Context> for Json<T> {
    type Rejection = Failure;

    async fn from_request(call: Request, context: &Context) -> Result<Self, Failure> {
        let RawJson(bytes) = RawJson::from_request(call, context).await?;
        from_json(&bytes).map(Self)
    }
}

/// A file of at most [`EVIDENCE_BYTES_MAX`] bytes.
pub(crate) struct File(pub(crate) Bytes);

impl FromRequest<Context> for File {
    type Rejection = Failure;

    async fn from_request(call: Request, _: &Context) -> Result<Self, Failure> {
        let (parts, body) = call.into_parts();
        read(&parts.headers, body, EVIDENCE_BYTES_MAX)
            .await
            .map(Self)
    }
}

/// A form without a session, as the login page sends it.
pub(crate) struct OpenForm<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Context> for OpenForm<T> {
    type Rejection = Failure;

    async fn from_request(call: Request, _: &Context) -> Result<Self, Failure> {
        let (parts, body) = call.into_parts();
        check_media(&parts.headers, FORM)?;
        let bytes = read(&parts.headers, body, BODY_BYTES_MAX).await?;
        form(bytes).await.map(Self)
    }
}

/// A form of a session's page; one without the session's token does not get here.
pub(crate) struct SignedForm<T>(pub(crate) T);

#[derive(serde::Deserialize)]
struct FormToken {
    #[serde(default)]
    form_token: String,
}

impl<T: DeserializeOwned> FromRequest<Context> for SignedForm<T> {
    type Rejection = Failure;

    async fn from_request(call: Request, _: &Context) -> Result<Self, Failure> {
        let (parts, body) = call.into_parts();
        check_media(&parts.headers, FORM)?;
        let bytes = read(&parts.headers, body, BODY_BYTES_MAX).await?;
        let asker = parts
            .extensions
            .get::<Asker>()
            .ok_or_else(|| Failure::internal("a form without an asker"))?;
        check_form_token(asker, &form::<FormToken>(bytes.clone()).await?.form_token)?;
        form(bytes).await.map(Self)
    }
}

async fn form<T: DeserializeOwned>(bytes: Bytes) -> Result<T, Failure> {
    let call = Request::builder()
        .method("POST")
        .header(header::CONTENT_TYPE, FORM)
        .body(Body::from(bytes))
        .map_err(|error| Failure::internal(error.to_string()))?;
    axum::Form::<T>::from_request(call, &())
        .await
        .map(|axum::Form(value)| value)
        .map_err(|error| {
            let hint = "load the page again and send it once more";
            Failure::new(Kind::Malformed, "invalid_form", error.body_text(), hint)
        })
}

/// Parameters after the question mark; unknown ones are refused.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Context> for Parameters<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Context) -> Result<Self, Failure> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(value)| Self(value))
            .map_err(|error| {
                let message = error.body_text();
                let message = message
                    .split_once(": ")
                    .map_or(message.as_str(), |(_, text)| text);
                Failure::new(
                    Kind::Malformed,
                    "invalid_query",
                    message,
                    "see `/openapi.json` for what the call takes",
                )
                .at("query")
            })
    }
}

impl FromRequestParts<Context> for Asker {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Context) -> Result<Self, Failure> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Failure::internal("a handler behind no guard asks for a person"))
    }
}

fn check_media(headers: &HeaderMap, wanted: &str) -> Result<(), Failure> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let given: String = given.chars().take(80).collect();
    let message = format!("the body is of type `{given}`");
    Err(Failure::new(
        Kind::UnsupportedMedia,
        "unsupported_media_type",
        message,
        format!("send `{wanted}`"),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use placet_domain::change::Because;

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let status = |bytes: &[u8]| from_json::<Because>(bytes).unwrap_err().kind;
        assert_eq!(status(b"{\"reason\": }"), Kind::Malformed);
        assert_eq!(status(b"{\"reason\": \"\xff\"}"), Kind::Malformed);
        assert_eq!(status(b"{\"reason\": \"x\", \"reasn\": 1}"), Kind::Invalid);
        assert_eq!(status(b"{}"), Kind::Invalid);
        assert!(from_json::<Because>(b"{\"reason\": \"x\"}").is_ok());
    }
}
