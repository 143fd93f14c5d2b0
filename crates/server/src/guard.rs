//! What stands before every handler: size, place, identity, scope, origin, time; and what is added to every answer.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use placet_api::Problem;

use crate::auth::{self, Asker, Scope, Via, origin, secret};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::limits::{ADDRESS_BYTES_MAX, CALL_SECONDS_MAX, HEADER_BYTES_MAX, UPLOAD_SECONDS_MAX};
use crate::routes::{Access, Pace};
use crate::ui;

/// The header in which a script of our own pages sends the token that its forms would carry.
const FORM_TOKEN_HEADER: &str = "x-placet-form-token";

/// What one route asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys {
    pub(crate) access: Access,
    pub(crate) pace: Pace,
}

/// Lets a call through to its handler, or refuses it.
pub(crate) async fn guard(
    State((context, keys)): State<(Context, Keys)>,
    call: Request,
    next: Next,
) -> Response {
    match pass(&context, keys, call, next).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

async fn pass(
    context: &Context,
    keys: Keys,
    call: Request,
    next: Next,
) -> Result<Response, Failure> {
    // A stream keeps its own place for as long as it lasts.
    let _place = match keys.pace {
        Pace::Stream => None,
        pace => Some(context.permit(pace)?),
    };
    let seconds = match keys.pace {
        Pace::Call if only_reads(&call) && matches!(keys.access, Access::Person(_)) => {
            let answer = answer(context.clone(), keys, call, next);
            return within(CALL_SECONDS_MAX, Context::whole(answer)).await;
        }
        Pace::Call => CALL_SECONDS_MAX,
        Pace::Upload => UPLOAD_SECONDS_MAX,
        Pace::Stream => return answer(context.clone(), keys, call, next).await,
    };
    let call = identified(context, keys, call).await?;
    within(seconds, async { Ok(next.run(call).await) }).await
}

async fn answer(
    context: Context,
    keys: Keys,
    call: Request,
    next: Next,
) -> Result<Response, Failure> {
    let call = identified(&context, keys, call).await?;
    Ok(next.run(call).await)
}

fn only_reads(call: &Request) -> bool {
    matches!(*call.method(), Method::GET | Method::HEAD)
}

/// The call with whoever asks, if they may.
async fn identified(context: &Context, keys: Keys, mut call: Request) -> Result<Request, Failure> {
    let asker = identify(context, keys.access, call.headers()).await?;
    // No browser can sign, so no other page can send what a hook takes.
    if !only_reads(&call) && keys.access != Access::Signed {
        let by_session = asker
            .as_ref()
            .is_none_or(|asker| matches!(asker.via, Via::Session { .. }));
        if by_session {
            origin::check(call.headers())?;
        }
        if let Some(asker) = asker
            .as_ref()
            .filter(|_| by_session && is_api(call.uri().path()))
        {
            check_form_token_header(asker, &call)?;
        }
    }
    if let Some(asker) = asker {
        call.extensions_mut().insert(asker);
    }
    Ok(call)
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
                format!(
                    "there was no answer within {seconds} seconds; whether it was done is not known"
                ),
                "repeat it with the same `Idempotency-Key`, or look at the change",
            ))
        })
}

async fn identify(
    context: &Context,
    access: Access,
    headers: &HeaderMap,
) -> Result<Option<Asker>, Failure> {
    match access {
        Access::Anyone | Access::Signed => Ok(None),
        // A cookie that no longer counts is no reason not to show the login page.
        Access::Visitor => Ok(auth::asker_of(context, headers).await.unwrap_or(None)),
        Access::Person(scope) => {
            let asker = auth::asker_of(context, headers)
                .await?
                .ok_or_else(unauthenticated)?;
            check_scope(&asker, scope)?;
            Ok(Some(asker))
        }
    }
}

/// The refusal for a call that says nothing about who asks.
pub(crate) fn unauthenticated() -> Failure {
    Failure::new(
        Kind::Unauthenticated,
        "unauthenticated",
        "this needs a token or a session",
        "send `Authorization: Bearer plc_...`, or log in at `/login`",
    )
}

/// The refusal for what only administrators may do.
pub(crate) fn administrators_only() -> Failure {
    Failure::new(
        Kind::Denied,
        "administrators_only",
        "only administrators may do this",
        "ask one of them",
    )
}

/// Refuses a token or session without the scope.
pub(crate) fn check_scope(asker: &Asker, scope: Scope) -> Result<(), Failure> {
    if asker.has(scope) {
        return Ok(());
    }
    let name = scope.name();
    let (message, hint) = match asker.via {
        Via::Token(_) | Via::Hook => (
            format!("this token does not have the scope `{name}`"),
            "use another token, or issue one with this scope",
        ),
        Via::Session { .. } => (
            format!("this needs the scope `{name}`, which only administrators have"),
            "ask an administrator",
        ),
    };
    Err(Failure::new(Kind::Denied, "scope_missing", message, hint))
}

fn check_form_token_header(asker: &Asker, call: &Request) -> Result<(), Failure> {
    let given = call
        .headers()
        .get(FORM_TOKEN_HEADER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    check_form_token(asker, given)
}

/// Refuses a form whose token is not that of the session.
pub(crate) fn check_form_token(asker: &Asker, given: &str) -> Result<(), Failure> {
    if !asker.form_token().is_empty() && secret::equal(given, asker.form_token()) {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Denied,
        "form_token_missing",
        "the form does not carry the token of this session",
        "load the page again and send it once more",
    ))
}

/// Adds to every answer what all answers have, and refuses calls that are too large to look at.
pub(crate) async fn manners(State(context): State<Context>, call: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = call.method().clone();
    let path = call.uri().path().to_owned();
    let route = call
        .extensions()
        .get::<MatchedPath>()
        .map_or("unknown", MatchedPath::as_str)
        .to_owned();
    let wants_page = !is_api(&path)
        && call
            .headers()
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
    let mut response = match check_size(&call) {
        Ok(()) => next.run(call).await,
        Err(failure) => failure.into_response(),
    };
    if wants_page && let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = ui::problem_page(&problem, &method, &path);
    }
    add_headers(&mut response, context.settings().https);
    context.metrics().observe(
        method.as_str(),
        &route,
        response.status().as_u16(),
        began.elapsed(),
    );
    response
}

fn check_size(call: &Request) -> Result<(), Failure> {
    let address = call
        .uri()
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    let headers: usize = call
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    let refuse = |what: &str, most: usize| {
        let message = format!("{what} longer than {most} bytes");
        Err(Failure::new(
            Kind::HeadersTooLarge,
            "headers_too_large",
            message,
            "send less of it, or in the body",
        ))
    };
    if address > ADDRESS_BYTES_MAX {
        return refuse("the address is", ADDRESS_BYTES_MAX);
    }
    if headers > HEADER_BYTES_MAX {
        return refuse("the headers are", HEADER_BYTES_MAX);
    }
    Ok(())
}

fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

const POLICY: &str = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

fn add_headers(response: &mut Response, https: bool) {
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// Answers for addresses that no route has.
pub(crate) async fn no_such_address(call: Request) -> Failure {
    Failure::not_found("address", call.uri().path())
}

/// Answers for methods that the route does not know.
pub(crate) async fn no_such_method(call: Request) -> Failure {
    let message = format!("`{}` is not known here", call.method());
    Failure::new(
        Kind::MethodNotAllowed,
        "method_not_allowed",
        message,
        "see `/openapi.json` for what is",
    )
}
