//! `hold`: stops the change beside its state; nothing begins until it is released.

use super::text;
use crate::change::arguments::Because;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, because: &Because) -> Result<(), Rejection> {
    d.person()?;
    text("reason", &because.reason)?;
    if d.change.held.is_none() {
        d.emit(Event::ChangeHeld {
            reason: because.reason.clone(),
        });
    }
    Ok(())
}
