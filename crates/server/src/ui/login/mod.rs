//! Login and logout.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use super::{Frame, render, see_other};
use crate::auth::{Asker, Via, login, session};
use crate::door::{Call, Inner};
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "login/page.html")]
struct LoginPage {
    frame: Frame,
    next: String,
    message: &'static str,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Then {
    next: String,
}

/// Shows the form.
pub(crate) fn show(call: &Call) -> Result<Response, Failure> {
    let Then { next } = call.query()?;
    page(next, "")
}

fn page(next: String, message: &'static str) -> Result<Response, Failure> {
    render(&LoginPage {
        frame: Frame::new("Log in", None),
        next,
        message,
    })
}

#[derive(Deserialize)]
struct Login {
    person: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Begins a session.
pub(crate) fn log_in(inner: &Inner, _: Option<&Asker>, call: &Call) -> Result<Response, Failure> {
    let given: Login = call.form()?;
    let Some(secret) = login::log_in(&inner.desk, &given.person, &given.password)? else {
        let mut response = page(given.next, "The person or the password is wrong.")?;
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        return Ok(response);
    };
    let cookie = session::set_cookie(&secret, inner.settings.https)?;
    let mut response = see_other(local(&given.next));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Returns a path of this server, so that a login never leads elsewhere.
fn local(next: &str) -> &str {
    let plain = next
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if next.starts_with('/') && !next.starts_with("//") && plain {
        next
    } else {
        "/"
    }
}

/// Ends the session.
pub(crate) fn log_out(inner: &Inner, asker: &Asker, _: &Call) -> Result<Response, Failure> {
    if let Via::Session { hash, .. } = &asker.via {
        inner.engine.store().end_session(hash)?;
    }
    let cookie = session::set_cookie("", inner.settings.https)?;
    let mut response = see_other("/login");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::local;

    // T18: with an open redirect, a link to our site could lead to an attacker's site.
    #[test]
    fn a_login_leads_only_to_our_own_pages() {
        assert_eq!(local("/changes/CR-1"), "/changes/CR-1");
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(bad), "/", "{bad}");
        }
    }
}
