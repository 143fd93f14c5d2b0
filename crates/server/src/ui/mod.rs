//! Plain pages: rendered here, readable and usable without a script.

pub(crate) mod account;
pub(crate) mod change;
pub(crate) mod changes;
pub(crate) mod fixed;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod process;
pub(crate) mod welcome;

use askama::Template;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use placet_api::Problem;
use placet_domain::PersonId;
use placet_domain::plan::Step;
use serde::Serialize;

use crate::auth::Asker;
use crate::failure::Failure;
use crate::view::word;

/// What every page has around its content.
#[derive(Default)]
pub(crate) struct Frame {
    title: String,
    person: Option<String>,
    form_token: String,
}

impl Frame {
    fn new(title: impl Into<String>, asker: Option<&Asker>) -> Self {
        Self {
            title: title.into(),
            person: asker.map(|asker| asker.person.to_string()),
            form_token: asker
                .map(|asker| asker.form_token().to_owned())
                .unwrap_or_default(),
        }
    }
}

#[derive(Template)]
#[template(path = "parts/problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    problem: &'a Problem,
}

/// Shows a refusal as a page. Redirects a visitor who must log in to the login page, and back afterwards.
pub(crate) fn problem_page(problem: &Problem, method: &Method, path: &str) -> Response {
    if problem.status == 401 && method == Method::GET {
        return Redirect::to(&format!("/login?next={}", encoded(path))).into_response();
    }
    let frame = Frame::new(problem.title.as_str(), None);
    let status = u16::try_from(problem.status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    match render(&ProblemPage { frame, problem }) {
        Ok(page) => (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page).into_response(),
        Err(failure) => failure.into_response(),
    }
}

fn render(page: &impl Template) -> Result<Response, Failure> {
    let text = page
        .render()
        .map_err(|error| Failure::internal(format!("template: {error}")))?;
    Ok(Html(text).into_response())
}

/// Redirects to another page after a form, so that the page can be reloaded.
fn see_other(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// Writes a timestamp for people, to the minute in UTC. The `datetime` attribute has the exact one.
pub(crate) fn moment(at: &Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Writes a name of the process as words.
pub(crate) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// Writes a value of a closed set as words.
pub(crate) fn closed(value: &impl Serialize) -> String {
    words(&word(value))
}

/// Writes the ids of persons, separated by commas.
pub(crate) fn names(persons: &[PersonId]) -> String {
    let names: Vec<&str> = persons.iter().map(PersonId::as_str).collect();
    names.join(", ")
}

/// Writes a step as JSON for people to read.
pub(crate) fn pretty(step: &Step) -> String {
    // A value has its keys in order of their names.
    let value = serde_json::to_value(step).unwrap_or_default();
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// Encodes text as part of a query.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
