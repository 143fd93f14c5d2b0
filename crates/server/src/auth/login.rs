//! Logging in: a person and a password become a session.

use jiff::SignedDuration;
use placet_domain::PersonId;
use placet_domain::people::PersonKind;
use placet_store::Session;

use super::{Desk, memberships, password, session};
use crate::failure::{Failure, Kind};
use crate::limits::{LOGIN_WINDOW_SECONDS, SESSION_SECONDS};
use crate::random;

/// Opens a session and returns its secret, if the password is that of a human. Refuses if too many logins failed.
pub(crate) fn log_in(desk: &Desk, name: &str, given: &str) -> Result<Option<String>, Failure> {
    count_attempt(desk, name)?;
    let person: Option<PersonId> = name.parse().ok();
    let hash = match &person {
        Some(person) => desk.store().password_hash(person)?,
        None => None,
    };
    let fits = desk.hashing(|| password::fits(given, hash.as_deref(), &desk.decoy));
    let Some(person) = person.filter(|_| fits) else {
        return Ok(None);
    };
    if !is_human(desk, &person)? {
        return Ok(None);
    }
    let secret = open_session(desk, &person)?;
    desk.login_rate().succeeded(name);
    Ok(Some(secret))
}

fn count_attempt(desk: &Desk, name: &str) -> Result<(), Failure> {
    let now = desk.now();
    let mut rate = desk.login_rate();
    if !rate.allows(name, now) {
        let minutes = LOGIN_WINDOW_SECONDS / 60;
        let message = format!("too many logins failed; wait {minutes} minutes");
        return Err(Failure::new(
            Kind::TooMany,
            "too_many_attempts",
            message,
            "then try again",
        ));
    }
    rate.begun(name, now);
    Ok(())
}

/// Tells whether the account is a human's in every process that knows it. An account that no process knows has no session.
fn is_human(desk: &Desk, person: &PersonId) -> Result<bool, Failure> {
    let theirs = memberships(desk, person)?;
    for membership in &theirs {
        let directory = desk.engine.directory(&membership.process)?;
        if directory
            .person(person)
            .is_some_and(|person| person.kind != PersonKind::Human)
        {
            return Ok(false);
        }
    }
    Ok(!theirs.is_empty())
}

/// Opens a session and returns its secret.
pub(crate) fn open_session(desk: &Desk, person: &PersonId) -> Result<String, Failure> {
    let drawn = random::secret()?;
    let now = desk.now();
    desk.store().forget_sessions(now)?;
    desk.store().open_session(&Session {
        hash: session::digest_of(&drawn),
        person: person.clone(),
        expires: now
            .checked_add(SignedDuration::from_secs(SESSION_SECONDS))
            .unwrap_or(now),
        csrf: random::secret()?,
    })?;
    Ok(drawn)
}
