//! Denials go on record: when the rules deny a person, the change's own history says who tried what.

use std::collections::BTreeSet;

use super::command::Command;
use super::event::Event;
use super::facts::Facts;
use super::state::Change;
use placet_language::codes::Code;
use placet_language::reason::{Rejection, RejectionKind};

/// Denials that one person leaves in a change until something else happens to it.
const REFUSALS_OF_A_PERSON_MAX: usize = 16;

/// Reasons of a denied person who did nothing wrong but come before their turn.
const NOT_YET: &[Code] = &[Code::TooEarly];

/// The event for a denial; none where the refusal is not about authority, or stands in the history already.
///
/// On record go a person who may not do this, and an answer for another digest than the current one. Mistakes of input,
/// states and gates are no attempt at anything. The same denial is recorded once until something else happens to the
/// change, and nothing in it is the person's own text, so that asking again and again fills no log.
pub fn refused(
    change: &Change,
    command: &Command,
    facts: &Facts<'_>,
    rejection: &Rejection,
) -> Option<Event> {
    if !matches!(rejection.kind, RejectionKind::Denied | RejectionKind::Stale) {
        return None;
    }
    let by = facts.person()?;
    let codes: BTreeSet<&str> = rejection
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .filter(|code| NOT_YET.iter().all(|early| early.as_str() != *code))
        .collect();
    let codes: Vec<String> = codes.into_iter().map(str::to_owned).collect();
    let verb = command.verb();
    let mut own = change.refusals.iter().filter(|refusal| refusal.by == *by);
    let known = own
        .clone()
        .any(|refusal| refusal.verb == verb && refusal.codes == codes);
    if codes.is_empty() || known || own.nth(REFUSALS_OF_A_PERSON_MAX - 1).is_some() {
        return None;
    }
    Some(Event::CommandRefused {
        verb: verb.to_owned(),
        codes,
    })
}

impl Change {
    /// Returns whether a caller who saw this change at version `seen` saw it as it is at `version`, its current one: nothing but
    /// denials came since, and a denial changes nothing for anybody.
    pub fn is_as_seen(&self, seen: u64, version: u64) -> bool {
        let denials = u64::try_from(self.refusals.len()).unwrap_or(0);
        seen <= version && version - seen <= denials
    }
}
