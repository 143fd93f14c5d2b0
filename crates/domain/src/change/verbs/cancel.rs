//! `cancel`: ends the change before implementation.

use super::text;
use crate::change::arguments::Because;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::process::Move;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, because: &Because) -> Result<(), Rejection> {
    d.person()?;
    text("reason", &because.reason)?;
    let rule = d.ask_to(Move::Cancel, "cancel")?;
    d.emit(Event::ChangeCanceled {
        reason: because.reason.clone(),
    });
    d.enter(rule);
    Ok(())
}
