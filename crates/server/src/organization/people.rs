//! Whom an administrator may manage, and links for first passwords.

use placet_domain::PersonId;
use placet_domain::people::PersonKind;

use crate::auth::{Asker, administrators_only, memberships, welcome};
use crate::door::Inner;
use crate::failure::{Failure, Kind};

/// Makes a one-time link for a human without a password.
pub(crate) fn invite(inner: &Inner, asker: &Asker, person: &str) -> Result<String, Failure> {
    let id = managed(inner, asker, person)?;
    if kind_of(inner, asker, &id)? != PersonKind::Human {
        let hint = "issue a token for it";
        let message = format!("`{id}` is not a human and has no password");
        return Err(Failure::new(Kind::Invalid, "not_a_human", message, hint));
    }
    let by = Some(asker.person.clone());
    welcome::link(inner.engine.store(), &id, by, inner.clock.now())
}

/// Finds a person all of whose processes the caller administers. Otherwise the administrator of one organization would
/// gain what the person may do in another.
pub(crate) fn managed(inner: &Inner, asker: &Asker, person: &str) -> Result<PersonId, Failure> {
    let unknown = || Failure::not_found("person", person);
    let id: PersonId = person.parse().map_err(|_| unknown())?;
    let theirs = memberships(&inner.desk, &id)?;
    if !theirs
        .iter()
        .any(|membership| asker.may_see(&membership.process))
    {
        return Err(unknown());
    }
    if theirs
        .iter()
        .all(|membership| asker.administers(&membership.process))
    {
        return Ok(id);
    }
    Err(administrators_only())
}

/// Returns what the account is; the strictest kind if processes differ.
pub(crate) fn kind_of(inner: &Inner, asker: &Asker, id: &PersonId) -> Result<PersonKind, Failure> {
    for process in asker.processes() {
        let directory = inner.engine.directory(&process)?;
        if let Some(person) = directory
            .person(id)
            .filter(|person| person.kind != PersonKind::Human)
        {
            return Ok(person.kind);
        }
    }
    Ok(PersonKind::Human)
}
