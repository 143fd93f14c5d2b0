//! `revoke_role`: a role is taken from a person.

use crate::organization::OfRole;
use crate::organization::decision::Decision;
use crate::organization::event::OrganizationEvent as Event;
use placet_language::reason::Rejection;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &OfRole,
) -> Result<(), Rejection> {
    let directory = d.administer(&given.process)?;
    d.known(&given.process, &given.person)?;
    let person = directory.person(&given.person);
    if !person.is_some_and(|person| person.roles.contains(&given.role)) {
        return Ok(());
    }
    d.emit(Event::RoleRevoked {
        process: given.process.clone(),
        person: given.person.clone(),
        role: given.role.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}
