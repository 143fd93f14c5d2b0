//! `unmake_administrator`: a person no longer manages a process.

use crate::organization::OfPerson;
use crate::organization::decision::Decision;
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::evolve::apply_to_people;
use crate::organization::people_rules::last_administrator;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &OfPerson,
) -> Result<(), Rejection> {
    let before = d.administer(&given.process)?;
    if !before.administrators.contains(&given.person) {
        return d.known(&given.process, &given.person);
    }
    let event = Event::AdministratorUnmade {
        process: given.process.clone(),
        person: given.person.clone(),
        reason: d.reason.clone(),
    };
    let mut after = before.clone();
    apply_to_people(&mut after, event.clone());
    if let Some(reason) = last_administrator(before, &after).filter(|_| !d.break_glass) {
        return Err(Rejection::one(RejectionKind::Blocked, reason));
    }
    d.emit(event);
    Ok(())
}
