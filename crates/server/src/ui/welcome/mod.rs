//! The one-time link with which a person sets their first password.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use super::{Frame, render, see_other};
use crate::auth::{Asker, login, session, welcome};
use crate::door::{Call, Inner};
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "welcome/page.html")]
struct WelcomePage {
    frame: Frame,
    person: String,
    token: String,
    message: &'static str,
}

#[derive(Deserialize)]
struct Link {
    token: String,
}

/// Shows the form.
pub(crate) fn show(inner: &Inner, _: Option<&Asker>, call: &Call) -> Result<Response, Failure> {
    let Link { token } = call.query()?;
    page(inner, token, "")
}

fn page(inner: &Inner, token: String, message: &'static str) -> Result<Response, Failure> {
    render(&WelcomePage {
        frame: Frame::new("Welcome", None),
        person: welcome::find(&inner.desk, &token)?.person.into(),
        token,
        message,
    })
}

#[derive(Deserialize)]
struct Chosen {
    token: String,
    password: String,
    again: String,
}

/// Sets the password and begins a session.
pub(crate) fn set(inner: &Inner, _: Option<&Asker>, call: &Call) -> Result<Response, Failure> {
    let chosen: Chosen = call.form()?;
    if chosen.password != chosen.again {
        let mut response = page(inner, chosen.token, "The two passwords differ.")?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let person = welcome::use_up(&inner.desk, &chosen.token, &chosen.password)?;
    let secret = login::open_session(&inner.desk, &person)?;
    let cookie = session::set_cookie(&secret, inner.settings.https)?;
    let mut response = see_other("/");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
