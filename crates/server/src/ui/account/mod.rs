//! The caller's tokens.

use askama::Template;
use axum::response::Response;
use placet_store::Token;
use serde::Deserialize;

use super::{Frame, render, see_other};
use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::organization::tokens::{self, Wanted};

#[derive(Template)]
#[template(path = "account/page.html")]
struct AccountPage {
    frame: Frame,
    secret: Option<String>,
    tokens: Vec<Token>,
}

/// Shows the tokens.
pub(crate) fn show(inner: &Inner, asker: &Asker, _: &Call) -> Result<Response, Failure> {
    page(inner, asker, None)
}

fn page(inner: &Inner, asker: &Asker, secret: Option<String>) -> Result<Response, Failure> {
    render(&AccountPage {
        frame: Frame::new("Account", Some(asker)),
        secret,
        tokens: tokens::list(inner, asker)?,
    })
}

#[derive(Deserialize)]
struct Scopes {
    scopes: String,
}

/// Issues a token and shows its secret once.
pub(crate) fn issue(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let Scopes { scopes } = call.form()?;
    let words = scopes.split([' ', ',']).filter(|word| !word.is_empty());
    let wanted = Wanted {
        scopes: words.map(str::to_owned).collect(),
        ..Wanted::default()
    };
    let issued = tokens::issue(inner, asker, &wanted)?;
    page(inner, asker, Some(issued.secret))
}

#[derive(Deserialize)]
struct Which {
    id: String,
}

/// Revokes a token.
pub(crate) fn revoke(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let Which { id } = call.form()?;
    tokens::revoke(inner, asker, &id)?;
    Ok(see_other("/account"))
}
