//! Tokens for programs: issued once, listed without their secret, revoked for good.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::organization::{Command, IssueToken, OrganizationEvent};
use placet_engine::OrganizationOrder;
use placet_store::Token;

use super::instant::instant;
use super::people::manages;
use crate::auth::Asker;
use crate::door::Inner;
use crate::failure::Failure;

/// What the caller asks for, as it was sent.
#[derive(Default)]
pub(crate) struct Wanted {
    /// The owner; the caller when missing.
    pub(crate) person: Option<String>,
    pub(crate) scopes: Vec<String>,
    /// The usual time from now when missing.
    pub(crate) expires: Option<String>,
}

/// A new token with its secret.
pub(crate) struct Issued {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) person: PersonId,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires: Option<Timestamp>,
}

/// Lists the tokens of a person and of the agents whom they manage.
pub(crate) fn list(inner: &Inner, asker: &Asker) -> Result<Vec<Token>, Failure> {
    let mut tokens = inner.engine.store().tokens(Some(&asker.person))?;
    if asker.is_administrator() {
        for token in inner.engine.store().tokens(None)? {
            if token.person != asker.person && manages(inner, asker, &token.person)? {
                tokens.push(token);
            }
        }
    }
    Ok(tokens)
}

/// Issues a token for the caller, or for an agent whom they manage.
pub(crate) fn issue(inner: &Inner, asker: &Asker, wanted: &Wanted) -> Result<Issued, Failure> {
    let person = match &wanted.person {
        Some(named) => named
            .parse()
            .map_err(|_| Failure::not_found("person", named))?,
        None => asker.person.clone(),
    };
    let expires = wanted.expires.as_deref();
    let command = Command::IssueToken(IssueToken {
        person,
        scopes: Some(wanted.scopes.clone()),
        expires: expires.map(|text| instant("expires", text)).transpose()?,
    });
    let done = inner
        .engine
        .organize(&OrganizationOrder::new(asker.actor(), command))?;
    let issued = done.events.into_iter().find_map(|event| match event {
        OrganizationEvent::TokenIssued {
            token,
            person,
            scopes,
            expires,
            ..
        } => Some((token, person, scopes, expires)),
        _ => None,
    });
    match (issued, done.secret) {
        (Some((id, person, scopes, expires)), Some(secret)) => Ok(Issued {
            id,
            secret,
            person,
            scopes,
            expires,
        }),
        _ => Err(Failure::internal("a token was issued without a secret")),
    }
}

/// Revokes a token of the caller, or of a person whom the caller manages.
pub(crate) fn revoke(inner: &Inner, asker: &Asker, id: &str) -> Result<(), Failure> {
    Ok(inner.engine.revoke_token(Some(&asker.actor()), id)?)
}
