//! The one-time link with which a person sets their first password, or a new one after losing it.

use jiff::{SignedDuration, Timestamp};
use placet_domain::PersonId;
use placet_store::{Stamp, Store, Token};

use super::{Desk, password, session};
use crate::failure::{Failure, Kind};
use crate::random;

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

/// Makes a one-time link with which a person sets a new password. Only for operators on the host: they could write the
/// database anyway, and the ledger records it. No call over the network may do this.
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
    let drawn = random::secret()?;
    let token = Token {
        id: random::short_id(),
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

/// Returns the token of a link that is still valid.
pub(crate) fn find(desk: &Desk, drawn: &str) -> Result<Token, Failure> {
    let token = desk.store().token_by_hash(&session::digest_of(drawn))?;
    let now = desk.now();
    token
        .filter(|token| {
            is_link(token) && !token.revoked && token.expires.is_some_and(|expires| now < expires)
        })
        .ok_or_else(|| {
            Failure::new(
                Kind::Denied,
                "link_refused",
                "this link is not valid: it was used, has expired, or was never issued",
                "ask an administrator for a new one",
            )
        })
}

/// Sets the password; the link stops working.
pub(crate) fn use_up(desk: &Desk, drawn: &str, chosen: &str) -> Result<PersonId, Failure> {
    let token = find(desk, drawn)?;
    let hash = desk.hashing(|| password::hash(chosen))?;
    let store = desk.store();
    let stamp = Stamp {
        at: desk.now(),
        by: Some(token.person.clone()),
    };
    // Revoked first: of two calls at the same time, one is refused.
    if !store.revoke_token(&stamp, &token.id)? {
        return Err(Failure::new(
            Kind::Denied,
            "link_refused",
            "this link was used already",
            "ask for a new one",
        ));
    }
    store.set_password_hash(&stamp, &token.person, &hash)?;
    // T8: this ends the sessions opened with the old password.
    store.end_sessions_of(&token.person)?;
    Ok(token.person)
}

fn is_link(token: &Token) -> bool {
    token.scopes.iter().any(|scope| scope == SCOPE)
}
