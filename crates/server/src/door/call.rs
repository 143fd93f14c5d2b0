//! One call as its handler sees it, completely read.

use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, Query, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use serde::de::DeserializeOwned;

use super::body::{from_form, from_json};
use crate::failure::{Failure, Kind};

/// One call.
pub(crate) struct Call {
    pub(crate) headers: HeaderMap,
    /// The body; empty until the caller is known.
    pub(crate) body: Bytes,
    uri: Uri,
    path: RawPathParams,
}

impl Call {
    /// Reads everything except the body.
    pub(crate) async fn read(mut parts: Parts) -> Result<Self, Failure> {
        let path = RawPathParams::from_request_parts(&mut parts, &())
            .await
            .map_err(|error| {
                Failure::new(
                    Kind::Malformed,
                    "invalid_address",
                    error.body_text(),
                    "encode the address as UTF-8",
                )
            })?;
        Ok(Self {
            headers: parts.headers,
            body: Bytes::new(),
            uri: parts.uri,
            path,
        })
    }

    /// Returns the address without its query.
    pub(crate) fn address(&self) -> &str {
        self.uri.path()
    }

    /// Returns the value of a path parameter, or an empty text if the route has no parameter of this name.
    pub(crate) fn part(&self, name: &str) -> &str {
        self.path
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    /// Reads the query and refuses unknown parameters.
    pub(crate) fn query<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        Query::try_from_uri(&self.uri)
            .map(|Query(value)| value)
            .map_err(|error| {
                let message = error.body_text();
                let message = message
                    .split_once(": ")
                    .map_or(message.as_str(), |(_, text)| text);
                Failure::new(
                    Kind::Malformed,
                    "invalid_query",
                    message,
                    "see `/openapi.json` for the parameters of this call",
                )
                .at("query")
            })
    }

    /// Reads a JSON body into a type that refuses unknown fields.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        from_json(&self.body)
    }

    /// Reads the fields of a form.
    pub(crate) fn form<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        from_form(&self.body)
    }
}
