//! From the headers of a call to the person who asks, checked against the store each time: revocation works at once.

use axum::http::{HeaderMap, header};
use jiff::SignedDuration;
use placet_domain::PersonId;
use placet_domain::digest::Digest;
use placet_store::Token;
use placet_teeth::{Bug, planted};

use super::{Asker, Membership, Scope, Via, secret, session};
use crate::context::{Context, Inner};
use crate::failure::{Failure, Kind};

/// How old the note of a token's last use may become; every note is a write.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// The asking person, if the headers name one; an error if what they say does not hold.
pub(crate) async fn asker_of(
    context: &Context,
    headers: &HeaderMap,
) -> Result<Option<Asker>, Failure> {
    let via = match headers.get(header::AUTHORIZATION) {
        Some(value) => Some(Given::Token(token_in(value.to_str().unwrap_or_default())?)),
        None => session::secret_of(headers, context.settings().https).map(Given::Session),
    };
    let Some(given) = via else { return Ok(None) };
    context
        .blocking(move |inner| find(inner, &given).map(Some))
        .await
}

/// The same person again, if their token or session still counts.
pub(crate) fn revalidate(inner: &Inner, asker: &Asker) -> Result<Asker, Failure> {
    match &asker.via {
        Via::Token(hash) => by_token(inner, *hash),
        // A signature counts for its own message and no further.
        Via::Hook => Err(unknown()),
        Via::Session { hash, .. } => by_session(inner, *hash),
    }
}

enum Given {
    Token(Digest),
    Session(String),
}

fn token_in(header: &str) -> Result<Digest, Failure> {
    let given = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let secret = given
        .map(|(_, secret)| secret.trim())
        .filter(|secret| secret.starts_with(secret::TOKEN_PREFIX));
    secret.map(session::digest_of).ok_or_else(unknown)
}

fn find(inner: &Inner, given: &Given) -> Result<Asker, Failure> {
    match given {
        Given::Token(hash) => by_token(inner, *hash),
        Given::Session(secret) => {
            let hash = session::digest_of(secret);
            let asker = by_session(inner, hash)?;
            // An open stream that is looked at again is no use of its session: a page that nobody reads ends.
            inner.session_uses().used(hash, inner.now());
            Ok(asker)
        }
    }
}

fn by_token(inner: &Inner, hash: Digest) -> Result<Asker, Failure> {
    let token = inner
        .engine
        .store()
        .token_by_hash(&hash)?
        .ok_or_else(unknown)?;
    let now = inner.now();
    let expired = token.expires.is_some_and(|expires| expires <= now);
    if token.revoked || expired && !planted(Bug::ExpiredTokenCounts) {
        return Err(unknown());
    }
    note_use(inner, &token);
    let memberships = memberships(inner, &token.person)?;
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

fn by_session(inner: &Inner, hash: Digest) -> Result<Asker, Failure> {
    let session = inner.engine.store().session(&hash)?.ok_or_else(unknown)?;
    let now = inner.now();
    if session.expires <= now || inner.session_uses().is_idle(&hash, now) {
        return Err(unknown());
    }
    let memberships = memberships(inner, &session.person)?;
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

/// The processes whose organizations know the person.
pub(crate) fn memberships(inner: &Inner, person: &PersonId) -> Result<Vec<Membership>, Failure> {
    let mut memberships = Vec::new();
    for process in inner.process_names()?.iter() {
        let directory = inner.engine.directory(process)?;
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

fn note_use(inner: &Inner, token: &Token) {
    let now = inner.now();
    let stale = token
        .last_used
        .is_none_or(|used| now.duration_since(used) >= USE_NOTED_EVERY);
    if stale && let Err(error) = inner.engine.store().note_token_use(&token.id, now) {
        // A full disk must not keep people from reading.
        tracing::warn!(%error, token = token.id, "the use of a token was not noted");
    }
}

/// One answer for every token and session that does not count, so that nobody learns why.
fn unknown() -> Failure {
    Failure::new(
        Kind::Unauthenticated,
        "credentials_refused",
        "this token or session does not count: it is unknown, expired or revoked",
        "log in again, or use another token",
    )
}
