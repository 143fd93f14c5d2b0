//! `/welcome?token=...`: the one-time link, with which a person sets their first password.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use super::login::open_session;
use super::{Frame, render, see_other};
use crate::auth::{session, welcome};
use crate::body::{OpenForm, Parameters};
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Body, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/welcome",
            Access::Anyone,
            "The form for a first password.",
            Answer::raw("text/html"),
            form,
        )
        .query_required(&[("token", "The secret of the link.")]),
        Route::post(
            "/welcome",
            Access::Anyone,
            "Sets the first password.",
            Answer::raw("text/html").status(303),
            set,
        )
        .body(Body::Form),
    ]
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    frame: Frame,
    person: String,
    token: String,
    message: String,
}

#[derive(Deserialize)]
struct Link {
    token: String,
}

async fn form(
    State(context): State<Context>,
    Parameters(link): Parameters<Link>,
) -> Result<Response, Failure> {
    show(&context, link.token, String::new()).await
}

async fn show(context: &Context, token: String, message: String) -> Result<Response, Failure> {
    let drawn = token.clone();
    let person = context
        .blocking(move |inner| Ok(welcome::find(inner, &drawn)?.person))
        .await?;
    render(&WelcomePage {
        frame: Frame::new("Welcome", None),
        person: person.into(),
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

async fn set(
    State(context): State<Context>,
    OpenForm(chosen): OpenForm<Chosen>,
) -> Result<Response, Failure> {
    if chosen.password != chosen.again {
        let message = "The two passwords differ.".to_owned();
        let mut response = show(&context, chosen.token, message).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let secret = context
        .hashing(move |inner| {
            let person = welcome::use_up(inner, &chosen.token, &chosen.password)?;
            open_session(inner, &person)
        })
        .await?;
    let mut response = see_other("/");
    response.headers_mut().insert(
        header::SET_COOKIE,
        session::set_cookie(&secret, context.settings().https)?,
    );
    Ok(response)
}
