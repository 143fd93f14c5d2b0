//! `change_person`: the name, the address or the links of a person change.

use crate::organization::ChangePerson;
use crate::organization::decision::Decision;
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::people_rules::of_person;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &ChangePerson,
) -> Result<(), Rejection> {
    let mut after = d.administer(&given.process)?.clone();
    d.known(&given.process, &given.person)?;
    let Some(person) = after.people.get_mut(&given.person) else {
        return Ok(());
    };
    let before = person.clone();
    if let Some(name) = &given.name {
        person.name.clone_from(name);
    }
    if let Some(email) = &given.email {
        person.email = (!email.trim().is_empty()).then(|| email.clone());
    }
    if let Some(principal) = &given.principal {
        person.principal = Some(principal.clone());
    }
    if let Some(also) = &given.also {
        person.also.clone_from(also);
    }
    let details = person.clone();
    if details == before {
        return Ok(());
    }
    let reasons = of_person(&after, &given.person);
    let summary = "the person cannot be changed like this";
    Rejection::unless_empty(RejectionKind::Invalid, summary, reasons)?;
    d.emit(Event::PersonChanged {
        process: given.process.clone(),
        person: given.person.clone(),
        details,
        reason: d.reason.clone(),
    });
    Ok(())
}
