//! Who has a part in a change, and so may act on it.

use super::command::Command;
use super::facts::{Actor, Facts};
use super::state::Change;
use placet_language::codes::Code;
use placet_language::ids::PersonId;
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// Verbs that change something ask for a part in the change: its requester, an author of its plan, its implementer, or
/// anybody who acts in a role of the process. Everybody of the organization may comment; reviews and answers have rules
/// of their own. What a move asks for by `by` comes in addition.
pub(super) fn check(
    command: &Command,
    change: &Change,
    facts: &Facts<'_>,
) -> Result<(), Rejection> {
    let Actor::Person(person) = &facts.actor else {
        return Ok(());
    };
    let own_rules = matches!(
        command,
        Command::Comment(_)
            | Command::Review(_)
            | Command::Approve(_)
            | Command::Reject(_)
            | Command::Defer(_)
            | Command::Abstain(_)
    );
    if own_rules || has_part(change, facts, person) {
        return Ok(());
    }
    let verb = command.verb();
    Err(Rejection::one(
        RejectionKind::Denied,
        Reason::new(
            Code::NoPartInIt,
            format!("`{person}` has no part in this change and may not `{verb}` it"),
            "it takes its requester, an author of its plan, its implementer, or a role of the process",
        ),
    ))
}

fn has_part(change: &Change, facts: &Facts<'_>, person: &PersonId) -> bool {
    *person == change.who.requester
        || change.who.authors.contains(person)
        || change.who.implementer.as_ref() == Some(person)
        || !facts
            .electors()
            .capacities(&change.request.fields, person)
            .is_empty()
}
