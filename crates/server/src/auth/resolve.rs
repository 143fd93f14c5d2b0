//! Finds the person behind a call from its headers. Each call checks the store, so revocation works at once.

use axum::http::{HeaderMap, header};
use jiff::SignedDuration;
use placet_domain::PersonId;
use placet_domain::digest::Digest;
use placet_store::Token;
use placet_teeth::{Bug, planted};

use super::{Asker, Desk, Membership, Scope, Via, session};
use crate::failure::{Failure, Kind};

/// How old the recorded last use of a token may become. Each update is a write.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// What every token begins with, so that scanners of leaked secrets can find it.
const TOKEN_PREFIX: &str = "plc_";

/// Finds the caller, if the headers name one. Fails if the token or session is not valid.
pub(crate) fn asker_of(
    desk: &Desk,
    headers: &HeaderMap,
    https: bool,
) -> Result<Option<Asker>, Failure> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let hash = token_in(value.to_str().unwrap_or_default())?;
        return by_token(desk, hash).map(Some);
    }
    let Some(secret) = session::secret_of(headers, https) else {
        return Ok(None);
    };
    let hash = session::digest_of(&secret);
    let asker = by_session(desk, hash)?;
    // Revalidating an open stream does not come here: it is not activity, so an unattended page still times out.
    desk.session_uses().used(hash, desk.now());
    Ok(Some(asker))
}

/// Returns the same person as of now, if their token or session is still valid.
pub(crate) fn revalidate(desk: &Desk, asker: &Asker) -> Result<Asker, Failure> {
    match &asker.via {
        Via::Token(hash) => by_token(desk, *hash),
        // A signature is valid only for its own message.
        Via::Hook => Err(unknown()),
        Via::Session { hash, .. } => by_session(desk, *hash),
    }
}

fn token_in(header: &str) -> Result<Digest, Failure> {
    let given = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let secret = given
        .map(|(_, secret)| secret.trim())
        .filter(|secret| secret.starts_with(TOKEN_PREFIX));
    secret.map(session::digest_of).ok_or_else(unknown)
}

fn by_token(desk: &Desk, hash: Digest) -> Result<Asker, Failure> {
    let token = desk.store().token_by_hash(&hash)?.ok_or_else(unknown)?;
    let now = desk.now();
    let expired = token.expires.is_some_and(|expires| expires <= now);
    if token.revoked || expired && !planted(Bug::ExpiredTokenCounts) {
        return Err(unknown());
    }
    note_use(desk, &token);
    let memberships = memberships(desk, &token.person)?;
    let administrator = memberships
        .iter()
        .any(|membership| membership.administrator);
    let scopes = token
        .scopes
        .iter()
        .filter_map(|name| Scope::parse(name))
        .filter(|scope| *scope != Scope::Admin || administrator)
        .collect();
    Ok(Asker {
        person: token.person,
        scopes,
        via: Via::Token(hash),
        memberships,
    })
}

fn by_session(desk: &Desk, hash: Digest) -> Result<Asker, Failure> {
    let session = desk.store().session(&hash)?.ok_or_else(unknown)?;
    let now = desk.now();
    if session.expires <= now || desk.session_uses().is_idle(&hash, now) {
        return Err(unknown());
    }
    let memberships = memberships(desk, &session.person)?;
    let administrator = memberships
        .iter()
        .any(|membership| membership.administrator);
    let scopes = Scope::ALL
        .into_iter()
        .filter(|scope| *scope != Scope::Admin || administrator)
        .collect();
    let via = Via::Session {
        hash,
        form_token: session.csrf,
    };
    Ok(Asker {
        person: session.person,
        scopes,
        via,
        memberships,
    })
}

/// Lists the processes whose organizations include the person.
pub(crate) fn memberships(desk: &Desk, person: &PersonId) -> Result<Vec<Membership>, Failure> {
    let mut memberships = Vec::new();
    for process in desk.process_names()?.iter() {
        let directory = desk.engine.directory(process)?;
        let administrator = directory.administrators.contains(person);
        if administrator || directory.people.contains_key(person) {
            memberships.push(Membership {
                process: process.clone(),
                administrator,
            });
        }
    }
    Ok(memberships)
}

fn note_use(desk: &Desk, token: &Token) {
    let now = desk.now();
    let stale = token
        .last_used
        .is_none_or(|used| now.duration_since(used) >= USE_NOTED_EVERY);
    if stale && let Err(error) = desk.store().note_token_use(&token.id, now) {
        // A full disk must not stop people from reading.
        tracing::warn!(%error, token = token.id, "the use of a token was not recorded");
    }
}

/// Returns the same answer for every token and session that is not valid, so that the caller does not learn why.
fn unknown() -> Failure {
    Failure::new(
        Kind::Unauthenticated,
        "credentials_refused",
        "this token or session is not valid: it is unknown, expired or revoked",
        "log in again, or use another token",
    )
}
