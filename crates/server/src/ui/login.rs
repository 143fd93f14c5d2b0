//! Login and logout.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;
use placet_domain::PersonId;
use placet_domain::people::PersonKind;
use placet_store::Session;
use serde::Deserialize;

use super::{Frame, render, see_other};
use crate::auth::{Asker, Scope, Via, memberships, password, secret, session};
use crate::body::{OpenForm, Parameters, SignedForm};
use crate::context::{Context, Inner};
use crate::failure::{Failure, Kind};
use crate::limits::{LOGIN_WINDOW_SECONDS, SESSION_SECONDS};
use crate::routes::{Access, Answer, Body, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/login",
            Access::Anyone,
            "The login form.",
            Answer::raw("text/html"),
            form,
        )
        .query(&[("next", "Where to go afterwards.")]),
        Route::post(
            "/login",
            Access::Anyone,
            "Begins a session.",
            Answer::raw("text/html").status(303),
            log_in,
        )
        .body(Body::Form),
        Route::post(
            "/logout",
            Access::Person(Scope::Read),
            "Ends the session.",
            Answer::raw("text/html").status(303),
            log_out,
        )
        .body(Body::Form),
    ]
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    frame: Frame,
    next: String,
    message: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Then {
    next: String,
}

async fn form(Parameters(then): Parameters<Then>) -> Result<Response, Failure> {
    show(then.next, String::new())
}

fn show(next: String, message: String) -> Result<Response, Failure> {
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

async fn log_in(
    State(context): State<Context>,
    OpenForm(login): OpenForm<Login>,
) -> Result<Response, Failure> {
    let now = context.now();
    {
        let mut rate = context.login_rate();
        if !rate.allows(&login.person, now) {
            let minutes = LOGIN_WINDOW_SECONDS / 60;
            let message = format!("too many logins failed; wait {minutes} minutes");
            return Err(Failure::new(
                Kind::TooMany,
                "too_many_attempts",
                message,
                "then try again",
            ));
        }
        rate.begun(&login.person, now);
    }
    let (name, next) = (login.person.clone(), login.next.clone());
    let opened = context.hashing(move |inner| check(inner, &login)).await?;
    let Some(secret) = opened else {
        let mut response = show(next, "The person or the password is wrong.".to_owned())?;
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        return Ok(response);
    };
    context.login_rate().succeeded(&name);
    let cookie = session::set_cookie(&secret, context.settings().https)?;
    let mut response = see_other(local(&next));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The secret of a new session when the password fits a human's.
fn check(inner: &Inner, login: &Login) -> Result<Option<String>, Failure> {
    let person: Option<PersonId> = login.person.parse().ok();
    let hash = match &person {
        Some(person) => inner.engine.store().password_hash(person)?,
        None => None,
    };
    let fits = password::fits(&login.password, hash.as_deref(), &inner.decoy);
    match person {
        Some(person) if fits && is_human(inner, &person)? => open_session(inner, &person).map(Some),
        _ => Ok(None),
    }
}

/// Whether the account is a human's in every process that knows it; one that none knows has no session either.
fn is_human(inner: &Inner, person: &PersonId) -> Result<bool, Failure> {
    let theirs = memberships(inner, person)?;
    for membership in &theirs {
        let directory = inner.engine.directory(&membership.process)?;
        if directory
            .person(person)
            .is_some_and(|person| person.kind != PersonKind::Human)
        {
            return Ok(false);
        }
    }
    Ok(!theirs.is_empty())
}

/// Opens a session and answers with its secret.
pub(super) fn open_session(inner: &Inner, person: &PersonId) -> Result<String, Failure> {
    let drawn = secret::fresh()?;
    let now = inner.now();
    let store = inner.engine.store();
    store.forget_sessions(now)?;
    store.open_session(&Session {
        hash: session::digest_of(&drawn),
        person: person.clone(),
        expires: now
            .checked_add(SignedDuration::from_secs(SESSION_SECONDS))
            .unwrap_or(now),
        csrf: secret::fresh()?,
    })?;
    Ok(drawn)
}

/// A path of this server, so that a login never leads elsewhere.
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

#[derive(Deserialize)]
struct Empty {}

async fn log_out(
    State(context): State<Context>,
    asker: Asker,
    SignedForm(Empty {}): SignedForm<Empty>,
) -> Result<Response, Failure> {
    if let Via::Session { hash, .. } = asker.via {
        context
            .blocking(move |inner| Ok(inner.engine.store().end_session(&hash)?))
            .await?;
    }
    let cookie = session::set_cookie("", context.settings().https)?;
    let mut response = see_other("/login");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response.into_response())
}

#[cfg(test)]
mod tests {
    use super::local;

    // T18: an open redirect would lend our name to another site.
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
