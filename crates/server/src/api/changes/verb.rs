//! What all verbs of a change have in common: parse, find the change, execute, answer with the receipt.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use placet_api::Receipt;
use placet_domain::change::Command;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::order::{self, Conditions};
use crate::api::see;
use crate::auth::{Asker, Scope};
use crate::body::{RawJson, from_json};
use crate::context::Context;
use crate::failure::Failure;
use crate::openapi::object;
use crate::routes::{Access, Answer, Body, Route};

type Parse = dyn Fn(&[u8]) -> Result<Command, Failure> + Send + Sync;

/// One verb at the door: its name, who may say it, and how its body becomes a command.
pub(crate) struct Verb {
    pub(crate) name: &'static str,
    summary: &'static str,
    scope: Scope,
    pub(crate) body: Value,
    parse: Arc<Parse>,
}

/// The body of a verb that takes none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Verb {
    /// A verb with a body.
    pub(crate) fn new<T: DeserializeOwned + 'static>(
        name: &'static str,
        summary: &'static str,
        scope: Scope,
        body: Value,
        command: fn(T) -> Command,
    ) -> Self {
        let parse = Arc::new(move |bytes: &[u8]| from_json::<T>(bytes).map(command));
        Self {
            name,
            summary,
            scope,
            body,
            parse,
        }
    }

    /// A verb without a body; an empty object is fine too.
    pub(crate) fn bare(
        name: &'static str,
        summary: &'static str,
        scope: Scope,
        command: fn() -> Command,
    ) -> Self {
        let parse = Arc::new(move |bytes: &[u8]| {
            if !bytes.is_empty() {
                let Nothing {} = from_json(bytes)?;
            }
            Ok(command())
        });
        Self {
            name,
            summary,
            scope,
            body: object(Vec::new()),
            parse,
        }
    }

    /// The command that a body asks for.
    pub(crate) fn command(&self, body: &[u8]) -> Result<Command, Failure> {
        (self.parse)(body)
    }

    /// Its route, `POST /api/v1/changes/{number}/<verb-with-dashes>`.
    pub(crate) fn route(self) -> Route {
        let path = format!("/api/v1/changes/{{number}}/{}", self.name.replace('_', "-"));
        let (scope, summary, body) = (self.scope, self.summary, self.body.clone());
        let verb = Arc::new(self);
        let handler = async move |State(context): State<Context>,
                                  asker: Asker,
                                  Path(number): Path<String>,
                                  headers: HeaderMap,
                                  RawJson(bytes): RawJson| {
            let verb = Arc::clone(&verb);
            let conditions = Conditions::of(&headers)?;
            let receipt = context
                .blocking(move |inner| {
                    // Found first: a stranger learns nothing, not even whether the body was right.
                    let change = see::change(inner, &asker, &number)?;
                    let command = verb.command(&bytes)?;
                    order::execute(inner, &asker, Some(change), command, conditions)
                })
                .await?;
            Ok::<Response, Failure>(order::answer(&receipt))
        };
        Route::post(
            path,
            Access::Person(scope),
            summary,
            Answer::json::<Receipt>(),
            handler,
        )
        .body(Body::Json(body))
    }
}
