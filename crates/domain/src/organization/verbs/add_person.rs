//! `add_person`: a person joins a process.

use super::grant_role::unknown_role;
use crate::organization::AddPerson;
use crate::organization::decision::{Decision, refuse};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::people_rules::of_person;
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &AddPerson,
) -> Result<(), Rejection> {
    let directory = d.administer(&given.process)?;
    let id = &given.person;
    if directory.people.contains_key(id) {
        return refuse(
            RejectionKind::Stale,
            Code::PersonExists,
            format!("`{id}` belongs to `{}` already", given.process),
            "change them, or choose another id",
        );
    }
    let mut after = directory.clone();
    after.people.insert(id.clone(), given.details.clone());
    let mut reasons = of_person(&after, id);
    let roles = given.details.roles.iter();
    reasons.extend(roles.filter_map(|role| unknown_role(d, role)));
    check(reasons)?;
    d.emit(Event::PersonAdded {
        process: given.process.clone(),
        person: id.clone(),
        details: given.details.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}

fn check(reasons: Vec<Reason>) -> Result<(), Rejection> {
    let summary = "the person cannot be added";
    Rejection::unless_empty(RejectionKind::Invalid, summary, reasons)
}
