//! Plain pages: rendered here, readable and usable without a script.

mod account;
mod changes;
mod home;
mod login;
mod process;
pub(crate) mod style;
mod welcome;

use askama::Template;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use placet_api::Problem;

use crate::auth::Asker;
use crate::failure::Failure;
use crate::routes::Route;

/// Routes of the pages.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![home::route(), process::route(), style::route()];
    routes.extend(changes::routes());
    routes.extend(login::routes());
    routes.extend(welcome::routes());
    routes.extend(account::routes());
    routes
}

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
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    problem: &'a Problem,
}

/// A refusal as a page; who is not logged in is led to the login and back.
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

/// Where a form leads after it was done: always to a page that can be loaded again.
fn see_other(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// An instant for people, to the minute in UTC; the exact one stands beside it in `datetime`.
pub(crate) fn moment(at: &str) -> String {
    match at.parse::<Timestamp>() {
        Ok(at) => at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => at.to_owned(),
    }
}

/// A name of the process or of a closed set, as words.
pub(crate) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// Everything that was approved of a step, as JSON to be read.
pub(crate) fn whole(definition: &serde_json::Value) -> String {
    serde_json::to_string_pretty(definition).unwrap_or_default()
}

/// Text as part of a query.
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
