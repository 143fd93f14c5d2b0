//! `resume`: lets forward steps go on, if the change is still authorized.

use crate::change::authority::unauthorized;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>) -> Result<(), Rejection> {
    d.person()?;
    if !d.change.run.paused {
        return Ok(());
    }
    let implementer = d.change.carried_out_by();
    let reasons = unauthorized(&d.change, d.facts, implementer);
    Rejection::unless_empty(RejectionKind::Blocked, "the run may not go on", reasons)?;
    d.emit(Event::RunResumed);
    Ok(())
}
