//! The one-time link with which a person sets their first password, or a new one after losing it.

use placet_domain::PersonId;
use placet_domain::organization::{Actor, Command, LINK, Request, SetPassword};
use placet_engine::{Engine, ExecuteError, OrganizationOrder};
use placet_store::Token;

use super::{Desk, password, session};
use crate::failure::{Failure, Kind};

/// Makes a one-time link for a person who has no password yet: `/welcome?token=...`, valid for three days.
///
/// # Errors
/// The person has a password already, or the store fails.
pub fn issue(engine: &Engine, person: &PersonId) -> Result<String, ExecuteError> {
    link(engine, None, person, false)
}

/// Makes a one-time link with which a person sets a new password. Only for operators on the host: they could write the
/// database anyway, and the ledger records it. No call over the network may do this.
///
/// # Errors
/// The person is unknown, or the store fails.
pub fn reset(engine: &Engine, person: &PersonId) -> Result<String, ExecuteError> {
    link(engine, None, person, true)
}

/// Makes a link in the name of a person, or of the host.
pub(crate) fn link(
    engine: &Engine,
    actor: Option<&Actor>,
    person: &PersonId,
    reset: bool,
) -> Result<String, ExecuteError> {
    let token = engine.invite(actor, person, reset)?;
    Ok(format!("/welcome?token={}", token.secret))
}

/// Returns the token of a link that is still valid.
pub(crate) fn find(desk: &Desk, drawn: &str) -> Result<Token, Failure> {
    let token = desk.store().token_by_hash(&session::digest_of(drawn))?;
    let now = desk.now();
    token
        .filter(|token| {
            let is_link = token.scopes.iter().any(|scope| scope == LINK);
            is_link && !token.revoked && token.expires.is_some_and(|expires| now < expires)
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

/// Sets the password. This ends the sessions opened with the old one (T8), and the link stops working.
pub(crate) fn use_up(desk: &Desk, drawn: &str, chosen: &str) -> Result<PersonId, Failure> {
    let token = find(desk, drawn)?;
    let hash = desk.hashing(|| password::hash(chosen))?;
    let actor = Actor::Person {
        id: token.person.clone(),
        scopes: [].into(),
    };
    let command = Command::SetPassword(SetPassword { link: token.id });
    let mut order = OrganizationOrder::new(actor, Request::from(command));
    order.password = Some(hash);
    desk.engine.organize(&order)?;
    Ok(token.person)
}
