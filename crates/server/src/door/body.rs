//! Reads bodies strictly and within a size limit. A refusal names the place of the error.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use super::shape::Body;
use crate::failure::{Failure, Kind};
use crate::limits::{BODY_BYTES_MAX, EVIDENCE_BYTES_MAX};

/// Reads what a route takes, after checking its media type. A route without a body reads nothing.
pub(crate) async fn read(
    wanted: &Body,
    headers: &HeaderMap,
    body: axum::body::Body,
) -> Result<Bytes, Failure> {
    match wanted {
        Body::None => Ok(Bytes::new()),
        Body::Form => {
            check_media(headers, "application/x-www-form-urlencoded")?;
            read_bytes(headers, body, BODY_BYTES_MAX).await
        }
        Body::Json(_) => {
            let bytes = read_bytes(headers, body, BODY_BYTES_MAX).await?;
            if !bytes.is_empty() {
                check_media(headers, "application/json")?;
            }
            Ok(bytes)
        }
        Body::Signed(_) => read_bytes(headers, body, BODY_BYTES_MAX).await,
        Body::Bytes => read_bytes(headers, body, EVIDENCE_BYTES_MAX).await,
    }
}

/// Reads a body of at most `bytes_max` bytes. A body whose header announces more is refused unread.
async fn read_bytes(
    headers: &HeaderMap,
    body: axum::body::Body,
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
            "encode the body as UTF-8",
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
                "see `/openapi.json` for the fields of this call",
            )
            .at(place)
        } else {
            Failure::new(
                Kind::Malformed,
                "invalid_json",
                format!("the body is not valid JSON: {message}"),
                "correct the JSON",
            )
            .at(place)
        }
    })
}

/// Returns the message without serde's ending, which repeats the place.
fn without_place(message: &str) -> String {
    message
        .split_once(" at line ")
        .map_or(message, |(text, _)| text)
        .to_owned()
}

/// Reads the fields of a form.
pub(crate) fn from_form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    serde_urlencoded::from_bytes(bytes).map_err(|error| {
        let hint = "load the page again and send it once more";
        Failure::new(Kind::Malformed, "invalid_form", error.to_string(), hint)
    })
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
    fn a_wrong_body_is_refused_with_its_place() {
        let status = |bytes: &[u8]| from_json::<Because>(bytes).unwrap_err().kind;
        assert_eq!(status(b"{\"reason\": }"), Kind::Malformed);
        assert_eq!(status(b"{\"reason\": \"\xff\"}"), Kind::Malformed);
        assert_eq!(status(b"{\"reason\": \"x\", \"reasn\": 1}"), Kind::Invalid);
        assert_eq!(status(b"{}"), Kind::Invalid);
        assert!(from_json::<Because>(b"{\"reason\": \"x\"}").is_ok());
    }
}
