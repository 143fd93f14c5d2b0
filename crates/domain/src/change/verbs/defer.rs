//! `defer`: the authority puts the decision off.

use super::approve::{answer, same_digest, still_open};
use super::text;
use crate::approval::{self, Answer};
use crate::change::arguments::{Approve, Decline};
use crate::change::decision::Decision;
use crate::change::event::Event;
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
    let given = Approve {
        comment: decline.reason.clone(),
        ..Approve::default()
    };
    answer(d, person, capacities, Answer::Deferred, &given);
    d.emit(Event::ChangeDeferred {
        reason: decline.reason.clone(),
    });
    d.move_if_possible(Move::Defer);
    Ok(())
}
