//! `set_people`: the people of a process are replaced by those of a file.

use crate::organization::SetPeople;
use crate::organization::decision::Decision;
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::people_rules::{last_administrator, of_all};
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &SetPeople,
) -> Result<(), Rejection> {
    let before = d.administer(&given.process)?.clone();
    if before == given.directory && d.state.people.contains_key(&given.process) {
        return Ok(());
    }
    let mut reasons = of_all(&before, &given.directory, d.facts.now);
    if !d.break_glass {
        reasons.extend(last_administrator(&before, &given.directory));
    }
    let summary = "the people have mistakes";
    Rejection::unless_empty(RejectionKind::Invalid, summary, reasons)?;
    d.emit(Event::PeopleReplaced {
        process: given.process.clone(),
        directory: given.directory.clone(),
        reason: d.reason.clone(),
    });
    for person in before.people.keys() {
        d.leave(person);
    }
    Ok(())
}
