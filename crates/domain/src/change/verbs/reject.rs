//! `reject`: one rejection ends the round; afterwards it refuses ratification.

use super::approve::{answer, same_digest, still_open};
use super::text;
use crate::approval::{self, Answer, Timing};
use crate::change::arguments::{Approve, Decline};
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::change::lapse::ratification_failed;
use crate::process::Move;
use crate::rejection::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, decline: &Decline) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    still_open(d)?;
    text("reason", &decline.reason)?;
    same_digest(&d.change, decline.digest.or(Some(d.change.digest)))?;
    let capacities = approval::may_answer(
        d.facts.process,
        &d.change,
        d.facts.directory,
        &person,
        d.facts.now,
    )?;
    let begun = d.change.times.started.is_some();
    let rule = if begun {
        None
    } else {
        Some(d.ask_to(Move::Reject, "reject")?)
    };
    let given = Approve {
        comment: decline.reason.clone(),
        ..Approve::default()
    };
    answer(d, person, capacities, Answer::Rejected, &given);
    match rule {
        Some(rule) => {
            d.emit(Event::ChangeRejected {
                reason: decline.reason.clone(),
            });
            d.enter(rule);
        }
        // 000, Z8: a refusal afterwards opens the decision on rolling back.
        None if d
            .change
            .slots
            .iter()
            .any(|slot| slot.timing == Timing::After) =>
        {
            ratification_failed(d, true);
        }
        None => {}
    }
    Ok(())
}
