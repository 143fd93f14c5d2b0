//! `resume`: lets forward steps go on, if the change is still authorized.

use crate::change::authority::unauthorized;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>) -> Result<(), Rejection> {
    d.person()?;
    // A back-out ended the pause. An answer that nothing happened would not be remembered, and would differ when asked again.
    if !d.change.run.goes_forward() {
        return Err(Rejection::one(
            RejectionKind::WrongState,
            Reason::new(
                Code::CannotResume,
                "no forward step is left that could go on",
                "look at the run for what it does now",
            )
            .at("run"),
        ));
    }
    if !d.change.run.paused {
        return Ok(());
    }
    let implementer = d.change.carried_out_by();
    let reasons = unauthorized(&d.change, d.facts, implementer);
    Rejection::unless_empty(RejectionKind::Blocked, "the run may not go on", reasons)?;
    d.emit(Event::RunResumed);
    Ok(())
}
