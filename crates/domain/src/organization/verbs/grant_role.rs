//! `grant_role`: a person is given a role.

use crate::organization::OfRole;
use crate::organization::decision::Decision;
use crate::organization::event::OrganizationEvent as Event;
use placet_language::codes::Code;
use placet_language::ids::RoleId;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &OfRole,
) -> Result<(), Rejection> {
    let directory = d.administer(&given.process)?;
    d.known(&given.process, &given.person)?;
    if let Some(reason) = unknown_role(d, &given.role) {
        return Err(Rejection::one(RejectionKind::Invalid, reason));
    }
    let person = directory.person(&given.person);
    if person.is_some_and(|person| person.roles.contains(&given.role)) {
        return Ok(());
    }
    d.emit(Event::RoleGranted {
        process: given.process.clone(),
        person: given.person.clone(),
        role: given.role.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}

/// Explains that the process in force does not know a role.
pub(super) fn unknown_role(d: &Decision<'_>, role: &RoleId) -> Option<Reason> {
    let rules = d.facts.rules?;
    if rules.roles.contains_key(role) {
        return None;
    }
    let known: Vec<&str> = rules.roles.keys().map(RoleId::as_str).collect();
    let message = format!("process `{}` has no role `{role}`", rules.process);
    let hint = format!("its roles are {}", known.join(", "));
    Some(Reason::new(Code::UnknownRole, message, hint).at("role"))
}
