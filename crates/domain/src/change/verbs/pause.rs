//! `pause`: lets running steps finish and holds back the next forward ones.

use super::text;
use crate::change::arguments::Because;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, because: &Because) -> Result<(), Rejection> {
    d.person()?;
    text("reason", &because.reason)?;
    if !d.change.run.paused {
        d.emit(Event::RunPaused {
            reason: because.reason.clone(),
        });
    }
    Ok(())
}
