//! `remove_person`: a person leaves a process. What they did stays theirs.

use crate::organization::OfPerson;
use crate::organization::decision::Decision;
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::evolve::apply_to_people;
use crate::organization::people_rules::last_administrator;
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &OfPerson,
) -> Result<(), Rejection> {
    let before = d.administer(&given.process)?;
    d.known(&given.process, &given.person)?;
    let event = Event::PersonRemoved {
        process: given.process.clone(),
        person: given.person.clone(),
        reason: d.reason.clone(),
    };
    let answering = before.people.iter();
    let answering = answering.filter(|(_, other)| other.principal.as_ref() == Some(&given.person));
    let mut reasons: Vec<Reason> = answering
        .map(|(agent, _)| {
            let message = format!("`{}` answers for `{agent}`", given.person);
            let hint = format!("give `{agent}` another principal, or remove it first");
            Reason::new(Code::AnswersFor, message, hint)
        })
        .collect();
    let mut after = before.clone();
    apply_to_people(&mut after, event.clone());
    if !d.break_glass {
        reasons.extend(last_administrator(before, &after));
    }
    let summary = "the person cannot be removed";
    Rejection::unless_empty(RejectionKind::Blocked, summary, reasons)?;
    d.emit(event);
    d.leave(&given.person);
    Ok(())
}
