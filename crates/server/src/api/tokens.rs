//! Tokens for programs: issued once, listed without their secret, revoked for good.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use placet_api::{IssuedToken, NewToken, Token};
use placet_domain::PersonId;
use placet_domain::people::PersonKind;

use super::people::{kind_of, managed};
use crate::auth::{Asker, Scope};
use crate::body::Json as Strict;
use crate::context::{Context, Inner};
use crate::failure::{Failure, Kind};
use crate::limits::{TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX};
use crate::openapi::{object, optional, required};
use crate::routes::{Access, Answer, Body, Route};

pub(super) fn routes() -> Vec<Route> {
    let body = object(vec![
        required(
            "scopes",
            "texts",
            "What it may do: `read`, `write`, `approve`, `admin`.",
        ),
        optional(
            "person",
            "string",
            "Whose; only an administrator names another, and only an agent or a service.",
        ),
        optional(
            "expires",
            "time",
            "Until when; ninety days from now when missing.",
        ),
    ]);
    vec![
        Route::get(
            "/api/v1/tokens",
            Access::Person(Scope::Read),
            "Lists one's own tokens and those of agents one manages, without their secrets.",
            Answer::json::<Vec<Token>>(),
            list,
        ),
        Route::post(
            "/api/v1/tokens",
            Access::Person(Scope::Write),
            "Issues a token; its secret is in this answer only.",
            Answer::json::<IssuedToken>().status(201),
            issue,
        )
        .body(Body::Json(body)),
        Route::delete(
            "/api/v1/tokens/{id}",
            Access::Person(Scope::Write),
            "Revokes a token at once and for good.",
            Answer::raw("text/plain").status(204),
            revoke,
        ),
    ]
}

async fn list(State(context): State<Context>, asker: Asker) -> Result<Json<Vec<Token>>, Failure> {
    context
        .blocking(move |inner| tokens(inner, &asker).map(Json))
        .await
}

/// The tokens that a person may list.
pub(crate) fn tokens(inner: &Inner, asker: &Asker) -> Result<Vec<Token>, Failure> {
    let mut tokens = inner.engine.store().tokens(Some(&asker.person))?;
    if asker.is_administrator() {
        let all = inner.engine.store().tokens(None)?;
        let others = all.into_iter().filter(|token| token.person != asker.person);
        tokens.extend(others.filter(|token| managed(inner, asker, token.person.as_str()).is_ok()));
    }
    Ok(tokens.into_iter().map(wire).collect())
}

async fn issue(
    State(context): State<Context>,
    asker: Asker,
    Strict(wanted): Strict<NewToken>,
) -> Result<(StatusCode, Json<IssuedToken>), Failure> {
    let issued = context
        .blocking(move |inner| issue_token(inner, &asker, &wanted))
        .await?;
    Ok((StatusCode::CREATED, Json(issued)))
}

/// Issues a token for the asking person, or for an agent they manage.
pub(crate) fn issue_token(
    inner: &Inner,
    asker: &Asker,
    wanted: &NewToken,
) -> Result<IssuedToken, Failure> {
    let person = owner(inner, asker, wanted.person.as_deref())?;
    let human = kind_of(inner, asker, &person)? == PersonKind::Human;
    let scopes = scopes(asker, wanted, human)?;
    let expires = expires(inner.now(), wanted.expires.as_deref())?;
    let names: Vec<String> = scopes.iter().map(|scope| scope.name().to_owned()).collect();
    let issued =
        inner
            .engine
            .issue_token(Some(&asker.person), &person, names.clone(), Some(expires))?;
    Ok(IssuedToken {
        secret: issued.secret,
        token: Token {
            id: issued.id,
            person: person.into(),
            scopes: names,
            expires: Some(expires.to_string()),
            ..Token::default()
        },
    })
}

fn owner(inner: &Inner, asker: &Asker, named: Option<&str>) -> Result<PersonId, Failure> {
    let Some(named) = named.filter(|named| *named != asker.person.as_str()) else {
        return Ok(asker.person.clone());
    };
    let id = managed(inner, asker, named)?;
    if !asker.has(Scope::Admin) {
        return Err(crate::guard::administrators_only());
    }
    // Whoever holds a human's token could approve in their name.
    if kind_of(inner, asker, &id)? == PersonKind::Human {
        let message = format!("`{id}` is a human and issues their own tokens");
        return Err(Failure::new(
            Kind::Denied,
            "token_of_a_human",
            message,
            "send them an invitation",
        ));
    }
    Ok(id)
}

fn scopes(asker: &Asker, wanted: &NewToken, human: bool) -> Result<Vec<Scope>, Failure> {
    let refuse = |kind, code: &str, message: String, hint: &str| {
        Err(Failure::new(kind, code, message, hint).at("scopes"))
    };
    let mut scopes = Vec::new();
    for name in &wanted.scopes {
        match Scope::parse(name) {
            Some(scope) if scopes.contains(&scope) => {}
            Some(scope) => scopes.push(scope),
            None => {
                let message = format!("`{name}` is no scope");
                return refuse(
                    Kind::Invalid,
                    "unknown_scope",
                    message,
                    "use `read`, `write`, `approve`, `admin`",
                );
            }
        }
    }
    if scopes.is_empty() {
        return refuse(
            Kind::Invalid,
            "no_scopes",
            "a token needs a scope".to_owned(),
            "name at least `read`",
        );
    }
    if !human && scopes.contains(&Scope::Approve) {
        let message = "agents and services never approve".to_owned();
        return refuse(
            Kind::Denied,
            "agents_never_approve",
            message,
            "leave out `approve`",
        );
    }
    // A token never gives more than whoever issues it has.
    if let Some(scope) = scopes.iter().find(|scope| !asker.has(**scope)) {
        let message = format!("you do not have the scope `{}` yourself", scope.name());
        return refuse(Kind::Denied, "scope_missing", message, "leave it out");
    }
    Ok(scopes)
}

fn expires(now: Timestamp, wanted: Option<&str>) -> Result<Timestamp, Failure> {
    let days = |days: i64| {
        now.checked_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MAX)
    };
    let Some(text) = wanted else {
        return Ok(days(TOKEN_DAYS_DEFAULT));
    };
    let given = instant("expires", text)?;
    if given <= now || given > days(TOKEN_DAYS_MAX) {
        let message = format!("`{given}` is not within the next {TOKEN_DAYS_MAX} days");
        return Err(Failure::new(
            Kind::Invalid,
            "invalid_expiry",
            message,
            "choose another day",
        )
        .at("expires"));
    }
    Ok(given)
}

/// An instant in RFC 3339.
pub(crate) fn instant(place: &str, text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| {
        let text: String = text.chars().take(80).collect();
        let message = format!("`{text}` is no instant");
        Failure::new(
            Kind::Invalid,
            "invalid_instant",
            message,
            "write it like `2026-11-21T14:00:00Z`",
        )
        .at(place)
    })
}

async fn revoke(
    State(context): State<Context>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    context
        .blocking(move |inner| revoke_token(inner, &asker, &id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a token of one's own, or of somebody one manages.
pub(crate) fn revoke_token(inner: &Inner, asker: &Asker, id: &str) -> Result<(), Failure> {
    let known = tokens(inner, asker)?;
    let token = known
        .iter()
        .find(|token| token.id == id)
        .ok_or_else(|| Failure::not_found("token", id))?;
    if token.person != asker.person.as_str() && !asker.has(Scope::Admin) {
        return Err(crate::guard::administrators_only());
    }
    inner.engine.revoke_token(Some(&asker.person), id)?;
    Ok(())
}

fn wire(token: placet_store::Token) -> Token {
    Token {
        id: token.id,
        person: token.person.into(),
        scopes: token.scopes,
        expires: token.expires.map(|at| at.to_string()),
        used: token.last_used.map(|at| at.to_string()),
        revoked: token.revoked,
    }
}
