//! What every answer gets: headers, a count in the metrics and, for browsers, a page in place of a refusal.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use placet_api::Problem;

use super::context::Context;
use crate::failure::{Failure, Kind};
use crate::limits::{ADDRESS_BYTES_MAX, HEADER_BYTES_MAX};

/// Shows a refusal as a page, given the method and the address of the call.
pub(crate) type ProblemPage = fn(&Problem, &Method, &str) -> Response;

/// Adds the common response headers, and refuses calls whose head is too large.
pub(crate) async fn finish(
    State((context, problem_page)): State<(Context, ProblemPage)>,
    call: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let method = call.method().clone();
    let route = call.extensions().get::<MatchedPath>().cloned();
    let page = wants_page(&call).then(|| call.uri().path().to_owned());
    let mut response = match check_size(&call) {
        Ok(()) => next.run(call).await,
        Err(failure) => failure.into_response(),
    };
    if let Some(path) = page
        && let Some(problem) = response.extensions_mut().remove::<Problem>()
    {
        response = problem_page(&problem, &method, &path);
    }
    add_headers(&mut response, context.inner().settings.https);
    let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
    let status = response.status().as_u16();
    context
        .inner()
        .metrics
        .observe(method.as_str(), route, status, began.elapsed());
    response
}

fn wants_page(call: &Request) -> bool {
    let accept = call.headers().get(header::ACCEPT);
    !call.uri().path().starts_with("/api/")
        && accept
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
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
            "make it shorter, or send it in the body",
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

/// Answers a call to an address that matches no route.
pub(crate) async fn no_such_address(call: Request) -> Failure {
    Failure::not_found("address", call.uri().path())
}

/// Answers a call with a method that the route does not accept.
pub(crate) async fn no_such_method(call: Request) -> Failure {
    let message = format!("this address does not take `{}`", call.method());
    Failure::new(
        Kind::MethodNotAllowed,
        "method_not_allowed",
        message,
        "see `/openapi.json` for the methods it takes",
    )
}
