//! Whom an administrator may manage, and links for first passwords.

use placet_domain::PersonId;

use crate::auth::{Asker, memberships, welcome};
use crate::door::Inner;
use crate::failure::Failure;

/// Makes a one-time link for a human without a password.
pub(crate) fn invite(inner: &Inner, asker: &Asker, person: &str) -> Result<String, Failure> {
    let unknown = |_| Failure::not_found("person", person);
    let id: PersonId = person.parse().map_err(unknown)?;
    Ok(welcome::link(
        &inner.engine,
        Some(&asker.actor()),
        &id,
        false,
    )?)
}

/// Tells whether the caller administers every process that a person belongs to, so that they may see the person's tokens.
pub(crate) fn manages(inner: &Inner, asker: &Asker, person: &PersonId) -> Result<bool, Failure> {
    let theirs = memberships(&inner.desk, person)?;
    let all = theirs
        .iter()
        .all(|membership| asker.administers(&membership.process));
    Ok(all && !theirs.is_empty())
}
