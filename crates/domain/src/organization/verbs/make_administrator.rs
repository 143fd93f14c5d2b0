//! `make_administrator`: a person may manage people, rules and tokens of a process.

use crate::organization::OfPerson;
use crate::organization::decision::Decision;
use crate::organization::event::OrganizationEvent as Event;
use placet_language::reason::Rejection;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &OfPerson,
) -> Result<(), Rejection> {
    let directory = d.administer(&given.process)?;
    d.known(&given.process, &given.person)?;
    if directory.administrators.contains(&given.person) {
        return Ok(());
    }
    d.emit(Event::AdministratorMade {
        process: given.process.clone(),
        person: given.person.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}
