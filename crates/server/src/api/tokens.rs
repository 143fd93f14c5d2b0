//! Tokens in wire types.

use placet_api::{IssuedToken, NewToken, Token};

use crate::auth::Asker;
use crate::door::{Body, Call, Inner};
use crate::failure::Failure;
use crate::organization::tokens::{self, Wanted};
use crate::schema::{Kind, object, optional, required};

/// Describes what [`issue`] takes.
pub(crate) fn body() -> Body {
    Body::Json(object(&[
        required(
            "scopes",
            Kind::Texts,
            "What it may do: `read`, `write`, `approve`, `admin`.",
        ),
        optional(
            "person",
            Kind::Text,
            "Its owner; only an administrator may name another account, and only an agent or a service.",
        ),
        optional(
            "expires",
            Kind::Time,
            "When it expires; ninety days from now when missing.",
        ),
    ]))
}

/// Lists the caller's tokens and those of agents whom they manage.
pub(crate) fn list(inner: &Inner, asker: &Asker, _: &Call) -> Result<Vec<Token>, Failure> {
    let all = tokens::list(inner, asker)?;
    Ok(all.into_iter().map(wire).collect())
}

/// Issues a token.
pub(crate) fn issue(inner: &Inner, asker: &Asker, call: &Call) -> Result<IssuedToken, Failure> {
    let wanted: NewToken = call.json()?;
    let wanted = Wanted {
        person: wanted.person,
        scopes: wanted.scopes,
        expires: wanted.expires,
    };
    let issued = tokens::issue(inner, asker, &wanted)?;
    Ok(IssuedToken {
        secret: issued.secret,
        token: Token {
            id: issued.id,
            person: issued.person.into(),
            scopes: issued.scopes,
            expires: issued.expires.map(|at| at.to_string()),
            ..Token::default()
        },
    })
}

/// Revokes a token.
pub(crate) fn revoke(inner: &Inner, asker: &Asker, call: &Call) -> Result<(), Failure> {
    tokens::revoke(inner, asker, call.part("id"))
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
