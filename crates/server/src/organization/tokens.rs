//! Tokens for programs: issued once, listed without their secret, revoked for good.

use jiff::{SignedDuration, Timestamp};
use placet_domain::PersonId;
use placet_domain::people::PersonKind;
use placet_store::Token;

use super::instant::instant;
use super::people::{kind_of, managed};
use crate::auth::{Asker, Scope, administrators_only};
use crate::door::Inner;
use crate::failure::{Failure, Kind};
use crate::limits::{TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX};

/// What the caller asks for, as it was sent.
#[derive(Default)]
pub(crate) struct Wanted {
    /// Whose; the caller when missing.
    pub(crate) person: Option<String>,
    pub(crate) scopes: Vec<String>,
    /// [`TOKEN_DAYS_DEFAULT`] from now when missing.
    pub(crate) expires: Option<String>,
}

/// A new token with its secret.
pub(crate) struct Issued {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) person: PersonId,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires: Timestamp,
}

/// Lists the tokens of a person and of the agents whom they manage.
pub(crate) fn list(inner: &Inner, asker: &Asker) -> Result<Vec<Token>, Failure> {
    let mut tokens = inner.engine.store().tokens(Some(&asker.person))?;
    if asker.is_administrator() {
        let all = inner.engine.store().tokens(None)?;
        let others = all.into_iter().filter(|token| token.person != asker.person);
        tokens.extend(others.filter(|token| managed(inner, asker, token.person.as_str()).is_ok()));
    }
    Ok(tokens)
}

/// Issues a token for the caller, or for an agent whom they manage.
pub(crate) fn issue(inner: &Inner, asker: &Asker, wanted: &Wanted) -> Result<Issued, Failure> {
    let person = owner(inner, asker, wanted.person.as_deref())?;
    let human = kind_of(inner, asker, &person)? == PersonKind::Human;
    let scopes = scopes(asker, wanted, human)?;
    let expires = expires(inner.clock.now(), wanted.expires.as_deref())?;
    let names: Vec<String> = scopes.iter().map(|scope| scope.name().to_owned()).collect();
    let issued =
        inner
            .engine
            .issue_token(Some(&asker.person), &person, names.clone(), Some(expires))?;
    Ok(Issued {
        id: issued.id,
        secret: issued.secret,
        person,
        scopes: names,
        expires,
    })
}

fn owner(inner: &Inner, asker: &Asker, named: Option<&str>) -> Result<PersonId, Failure> {
    let Some(named) = named.filter(|named| *named != asker.person.as_str()) else {
        return Ok(asker.person.clone());
    };
    let id = managed(inner, asker, named)?;
    if !asker.has(Scope::Admin) {
        return Err(administrators_only());
    }
    // The holder of a human's token could approve in their name.
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

fn scopes(asker: &Asker, wanted: &Wanted, human: bool) -> Result<Vec<Scope>, Failure> {
    let refuse = |kind, code: &str, message: String, hint: &str| {
        Err(Failure::new(kind, code, message, hint).at("scopes"))
    };
    let mut scopes = Vec::new();
    for name in &wanted.scopes {
        match Scope::parse(name) {
            Some(scope) if scopes.contains(&scope) => {}
            Some(scope) => scopes.push(scope),
            None => {
                let message = format!("`{name}` is not a valid scope");
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
    // A token never gives more than its issuer has.
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

/// Revokes a token of the caller, or of a person whom the caller manages.
pub(crate) fn revoke(inner: &Inner, asker: &Asker, id: &str) -> Result<(), Failure> {
    let known = list(inner, asker)?;
    let token = known
        .iter()
        .find(|token| token.id == id)
        .ok_or_else(|| Failure::not_found("token", id))?;
    if token.person != asker.person && !asker.has(Scope::Admin) {
        return Err(administrators_only());
    }
    inner.engine.revoke_token(Some(&asker.person), id)?;
    Ok(())
}
