//! `pause`: lets running steps finish and holds back the next forward ones.

use super::text;
use crate::change::arguments::Because;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, because: &Because) -> Result<(), Rejection> {
    d.person()?;
    text("reason", &because.reason)?;
    if !d.change.run.goes_forward() {
        return Err(Rejection::one(
            RejectionKind::WrongState,
            Reason::new(
                Code::CannotPause,
                "no forward step is left that a pause would hold back",
                "look at the run for what it does now",
            )
            .at("run"),
        ));
    }
    if !d.change.run.paused {
        d.emit(Event::RunPaused {
            reason: because.reason.clone(),
        });
    }
    Ok(())
}
