//! `defer`: the authority puts the decision off.

use crate::approval::Answer;
use crate::change::answer;
use crate::change::arguments::Decline;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::process::Move;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, decline: &Decline) -> Result<(), Rejection> {
    answer::decline(d, decline, Answer::Deferred, None)?;
    d.emit(Event::ChangeDeferred {
        reason: decline.reason.clone(),
    });
    d.move_if_possible(Move::Defer);
    Ok(())
}
