//! `/account`: one's tokens.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use placet_api::{NewToken, Token};
use serde::Deserialize;

use super::{Frame, render, see_other};
use crate::api::tokens;
use crate::auth::{Asker, Scope};
use crate::body::SignedForm;
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Body, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/account",
            Access::Person(Scope::Read),
            "One's tokens.",
            Answer::raw("text/html"),
            show,
        ),
        Route::post(
            "/account/tokens",
            Access::Person(Scope::Write),
            "Issues a token and shows its secret once.",
            Answer::raw("text/html"),
            issue,
        )
        .body(Body::Form),
        Route::post(
            "/account/revoke",
            Access::Person(Scope::Write),
            "Revokes a token.",
            Answer::raw("text/html").status(303),
            revoke,
        )
        .body(Body::Form),
    ]
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    secret: Option<String>,
    tokens: Vec<Token>,
}

async fn show(State(context): State<Context>, asker: Asker) -> Result<Response, Failure> {
    page(&context, asker, None).await
}

async fn page(
    context: &Context,
    asker: Asker,
    secret: Option<String>,
) -> Result<Response, Failure> {
    let frame = Frame::new("Account", Some(&asker));
    let tokens = context
        .blocking(move |inner| tokens::tokens(inner, &asker))
        .await?;
    render(&AccountPage {
        frame,
        secret,
        tokens,
    })
}

#[derive(Deserialize)]
struct Wanted {
    scopes: String,
}

async fn issue(
    State(context): State<Context>,
    asker: Asker,
    SignedForm(wanted): SignedForm<Wanted>,
) -> Result<Response, Failure> {
    let scopes = wanted
        .scopes
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let wanted = NewToken {
        scopes,
        ..NewToken::default()
    };
    let owner = asker.clone();
    let issued = context
        .blocking(move |inner| tokens::issue_token(inner, &owner, &wanted))
        .await?;
    page(&context, asker, Some(issued.secret)).await
}

#[derive(Deserialize)]
struct Which {
    id: String,
}

async fn revoke(
    State(context): State<Context>,
    asker: Asker,
    SignedForm(which): SignedForm<Which>,
) -> Result<Response, Failure> {
    context
        .blocking(move |inner| tokens::revoke_token(inner, &asker, &which.id))
        .await?;
    Ok(see_other("/account"))
}
