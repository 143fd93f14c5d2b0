//! `submit`: hands the change in for review and approval.

use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::change::gate::form_reasons;
use crate::change::material::{reassess, rebind};
use placet_language::process::{InvalidSubmission, Move};
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>) -> Result<(), Rejection> {
    d.person()?;
    super::emergency_allowed(d.change.request.class, d.facts)?;
    let problems = form_reasons(&d.change, d.facts);
    if !problems.is_empty() {
        // Z11: a process may want a refused submission on record.
        if d.facts.process.lifecycle.invalid_submission == InvalidSubmission::Rejected
            && let Some(rule) = d.rule(Move::Refuse)
        {
            d.emit(Event::SubmissionRefused { reasons: problems });
            d.enter(rule);
            return Ok(());
        }
        return Rejection::unless_empty(
            RejectionKind::Invalid,
            "the request is not complete",
            problems,
        );
    }
    let rule = d.ask_to(Move::Submit, "submit")?;
    let round = d.change.authority.round + 1;
    d.emit(Event::ChangeSubmitted { round });
    d.enter(rule);
    reassess(d);
    rebind(d);
    Ok(())
}
