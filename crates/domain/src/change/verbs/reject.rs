//! `reject`: one rejection ends the round; afterwards it refuses ratification.

use crate::approval::{Answer, Timing};
use crate::change::answer;
use crate::change::arguments::Decline;
use crate::change::deadline::ratification_failed;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::process::Move;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, decline: &Decline) -> Result<(), Rejection> {
    let begun = d.change.times.started.is_some();
    let needs = (!begun).then_some(Move::Reject);
    let rule = answer::decline(d, decline, Answer::Rejected, needs)?;
    let ratifies = d
        .change
        .authority
        .slots
        .iter()
        .any(|slot| slot.timing == Timing::After);
    match rule {
        Some(rule) => {
            d.emit(Event::ChangeRejected {
                reason: decline.reason.clone(),
            });
            d.enter(rule);
        }
        // 000, Z8: a refusal afterwards opens the decision on rolling back.
        None if ratifies => ratification_failed(d, true),
        None => {}
    }
    Ok(())
}
