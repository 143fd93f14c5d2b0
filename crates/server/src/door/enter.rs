//! What every call passes before its handler runs: place, identity, scope, origin, body, time.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::body;
use super::call::Call;
use super::context::{Context, Inner};
use super::route::{Handler, Route, Work};
use super::shape::{Access, Body, Pace};
use crate::auth::{Asker, Via, asker_of, check_form_token, check_scope, origin, unauthenticated};
use crate::failure::{Failure, Kind};
use crate::limits::{CALL_SECONDS_MAX, UPLOAD_SECONDS_MAX};

/// The header in which a script of our own pages sends the token that its forms carry.
const FORM_TOKEN_HEADER: &str = "x-placet-form-token";

/// Lets a call through to its handler, or refuses it.
pub(crate) async fn enter(context: Context, route: Arc<Route>, request: Request) -> Response {
    pass(context, route, request)
        .await
        .unwrap_or_else(Failure::into_response)
}

async fn pass(context: Context, route: Arc<Route>, request: Request) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    let call = Call::read(parts).await?;
    let access = route.access;
    let work = match &route.handler {
        Handler::AtOnce(answer) => return answer(&call),
        Handler::Stream(begin) => {
            let (asker, call) = context
                .blocking(move |inner| Ok((identify(inner, access, &call.headers)?, call)))
                .await?;
            // The stream takes a place of its own, for as long as it lasts.
            return begin(context, asker.ok_or_else(unauthenticated)?, call).await;
        }
        Handler::Work(work) => Arc::clone(work),
    };
    let _place = context.inner().places.take(route.pace)?;
    let seconds = match route.pace {
        Pace::Upload => UPLOAD_SECONDS_MAX,
        Pace::Call | Pace::Stream => CALL_SECONDS_MAX,
    };
    if reads {
        // The whole call changes threads only once, because that costs as much as the read itself.
        let answer = context.blocking(move |inner| {
            let asker = identify(inner, access, &call.headers)?;
            work(inner, asker.as_ref(), &call)
        });
        return within(seconds, answer).await;
    }
    within(seconds, change(&context, &route, work, call, body)).await
}

/// Answers a call that changes something. The caller is known before the body is read, so a stranger cannot make the
/// server hold a large body.
async fn change(
    context: &Context,
    route: &Route,
    work: Arc<Work>,
    mut call: Call,
    body: axum::body::Body,
) -> Result<Response, Failure> {
    let access = route.access;
    let asker = match access {
        Access::Anyone | Access::Signed => None,
        Access::Visitor | Access::Person(_) => {
            let identified = context.blocking(move |inner| {
                let asker = identify(inner, access, &call.headers)?;
                Ok((asker, call))
            });
            let asker;
            (asker, call) = identified.await?;
            asker
        }
    };
    check_sender(access, asker.as_ref(), &call)?;
    call.body = body::read(&route.body, &call.headers, body).await?;
    let is_form = matches!(route.body, Body::Form);
    context
        .blocking(move |inner| {
            if let Some(asker) = asker.as_ref().filter(|_| is_form) {
                check_form_token(asker, &call.form::<FormToken>()?.form_token)?;
            }
            work(inner, asker.as_ref(), &call)
        })
        .await
}

#[derive(Deserialize)]
struct FormToken {
    #[serde(default)]
    form_token: String,
}

fn identify(inner: &Inner, access: Access, headers: &HeaderMap) -> Result<Option<Asker>, Failure> {
    let asker = || asker_of(&inner.desk, headers, inner.settings.https);
    match access {
        Access::Anyone | Access::Signed => Ok(None),
        // An invalid cookie must not hide the login page.
        Access::Visitor => Ok(asker().unwrap_or(None)),
        Access::Person(scope) => {
            let asker = asker()?.ok_or_else(unauthenticated)?;
            check_scope(&asker, scope)?;
            Ok(Some(asker))
        }
    }
}

/// Refuses a call that changes something if another site's page sent it with the cookie of this site.
fn check_sender(access: Access, asker: Option<&Asker>, call: &Call) -> Result<(), Failure> {
    // A browser cannot sign, so another site's page cannot send what a hook takes.
    if access == Access::Signed {
        return Ok(());
    }
    let by_session = asker.is_none_or(|asker| matches!(asker.via, Via::Session { .. }));
    if !by_session {
        return Ok(());
    }
    origin::check(&call.headers)?;
    match asker {
        Some(asker) if call.address().starts_with("/api/") => {
            let given = call.headers.get(FORM_TOKEN_HEADER);
            let given = given.and_then(|value| value.to_str().ok());
            check_form_token(asker, given.unwrap_or_default())
        }
        _ => Ok(()),
    }
}

async fn within(
    seconds: u64,
    answer: impl Future<Output = Result<Response, Failure>>,
) -> Result<Response, Failure> {
    tokio::time::timeout(Duration::from_secs(seconds), answer)
        .await
        .unwrap_or_else(|_| {
            Err(Failure::new(
                Kind::TimedOut,
                "timed_out",
                format!("there was no answer within {seconds} seconds; the call may have been carried out"),
                "repeat it with the same `Idempotency-Key`, or look at the change",
            ))
        })
}
