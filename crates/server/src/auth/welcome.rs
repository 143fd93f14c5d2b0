//! The one-time link with which a person sets their first password, or another one after it was lost.

use jiff::{SignedDuration, Timestamp};
use placet_domain::PersonId;
use placet_store::{Stamp, Store, Token};

use super::{password, secret, session};
use crate::context::Inner;
use crate::failure::{Failure, Kind};

/// The scope of the token inside the link; it opens nothing else.
const SCOPE: &str = "welcome";

/// How long a link is valid.
const VALID: SignedDuration = SignedDuration::from_hours(72);

/// Makes a one-time link for a person who has no password yet: `/welcome?token=...`, valid for three days.
///
/// # Errors
/// The person has a password already, or the store fails.
pub fn issue(
    store: &Store,
    person: &PersonId,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<String, String> {
    link(store, person, by, now).map_err(|failure| failure.to_string())
}

/// Makes a one-time link with which a person sets another password, for whoever works on the host itself: they could write
/// the database anyway, and the ledger says that it was done. Nobody may do this over the network.
///
/// # Errors
/// The store fails.
pub fn reset(store: &Store, person: &PersonId, now: Timestamp) -> Result<String, String> {
    let stamp = Stamp { at: now, by: None };
    fresh_link(store, person, &stamp).map_err(|failure| failure.to_string())
}

pub(crate) fn link(
    store: &Store,
    person: &PersonId,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<String, Failure> {
    // Otherwise an administrator could quietly take over the account of an approver.
    if store.password_hash(person)?.is_some() {
        return Err(Failure::new(
            Kind::Stale,
            "password_is_set",
            format!("`{person}` has a password already"),
            "they can log in with it and change it",
        ));
    }
    fresh_link(store, person, &Stamp { at: now, by })
}

fn fresh_link(store: &Store, person: &PersonId, stamp: &Stamp) -> Result<String, Failure> {
    // Only the newest link works.
    for old in store
        .tokens(Some(person))?
        .iter()
        .filter(|token| is_link(token) && !token.revoked)
    {
        store.revoke_token(stamp, &old.id)?;
    }
    let drawn = secret::fresh()?;
    let token = Token {
        id: secret::short_id(),
        hash: session::digest_of(&drawn),
        person: person.clone(),
        scopes: vec![SCOPE.to_owned()],
        expires: stamp.at.checked_add(VALID).ok(),
        revoked: false,
        last_used: None,
    };
    store.issue_token(stamp, &token)?;
    Ok(format!("/welcome?token={drawn}"))
}

/// The token of a link that still counts.
pub(crate) fn find(inner: &Inner, drawn: &str) -> Result<Token, Failure> {
    let token = inner
        .engine
        .store()
        .token_by_hash(&session::digest_of(drawn))?;
    let now = inner.now();
    token
        .filter(|token| {
            is_link(token) && !token.revoked && token.expires.is_some_and(|expires| now < expires)
        })
        .ok_or_else(|| {
            Failure::new(
                Kind::Denied,
                "link_refused",
                "this link does not count: it was used, is too old, or was never given out",
                "ask an administrator for another",
            )
        })
}

/// Sets the password and uses the link up.
pub(crate) fn use_up(inner: &Inner, drawn: &str, chosen: &str) -> Result<PersonId, Failure> {
    let token = find(inner, drawn)?;
    let hash = password::hash(chosen)?;
    let store = inner.engine.store();
    let stamp = Stamp {
        at: inner.now(),
        by: Some(token.person.clone()),
    };
    // Used up first: of two who come at the same time, one is refused.
    if !store.revoke_token(&stamp, &token.id)? {
        return Err(Failure::new(
            Kind::Denied,
            "link_refused",
            "this link was used",
            "ask for another",
        ));
    }
    store.set_password_hash(&stamp, &token.person, &hash)?;
    // T8: whoever was logged in with the old one no longer is.
    store.end_sessions_of(&token.person)?;
    Ok(token.person)
}

fn is_link(token: &Token) -> bool {
    token.scopes.iter().any(|scope| scope == SCOPE)
}
