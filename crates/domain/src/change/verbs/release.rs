//! `release`: ends a hold.

use super::optional_text;
use crate::change::arguments::Because;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, because: &Because) -> Result<(), Rejection> {
    d.person()?;
    optional_text("reason", &because.reason)?;
    if d.change.held.is_some() {
        d.emit(Event::ChangeReleased {
            reason: because.reason.clone(),
        });
    }
    Ok(())
}
