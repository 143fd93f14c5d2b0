//! What all answers have in common: whether one is asked for, for which digest, and how it is recorded.

use jiff::SignedDuration;

use super::arguments::{Approve, Decline};
use super::decision::Decision;
use super::event::Event;
use super::state::Change;
use super::verbs::{invalid, text};
use crate::approval::{Answer, Approval, Timing};
use placet_language::codes::Code;
use placet_language::digest::Digest;
use placet_language::ids::PersonId;
use placet_language::people::Capacity;
use placet_language::process::{Move, MoveRule, Phase};
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// Records a no, a not yet or an abstention; `needs` is the move that must be possible for it.
pub(super) fn decline<'a>(
    d: &mut Decision<'a>,
    decline: &Decline,
    answer: Answer,
    needs: Option<Move>,
) -> Result<Option<&'a MoveRule>, Rejection> {
    let person = d.person()?.clone();
    still_open(d)?;
    text("reason", &decline.reason)?;
    same_digest(&d.change, decline.digest.or(Some(d.change.request.digest)))?;
    let capacities = capacities(d, &person)?;
    let rule = needs
        .map(|to_make| d.ask_to(to_make, "reject"))
        .transpose()?;
    let given = Approve {
        comment: decline.reason.clone(),
        ..Approve::default()
    };
    record(d, person, capacities, answer, &given);
    Ok(rule)
}

/// The capacities in which a person may answer now.
pub(super) fn capacities(d: &Decision<'_>, person: &PersonId) -> Result<Vec<Capacity>, Rejection> {
    d.ballot().may_answer(person)
}

/// Records an answer of any kind.
pub(super) fn record(
    d: &mut Decision<'_>,
    person: PersonId,
    capacities: Vec<Capacity>,
    answer: Answer,
    given: &Approve,
) {
    // What is said after the start is later than it, even within one tick of the clock or after the clock was set back:
    // the count tells by the times which approvals were given before the start and which after it.
    let at = d.change.times.started.map_or(d.facts.now, |started| {
        let earliest = started.checked_add(SignedDuration::from_millis(1));
        d.facts.now.max(earliest.unwrap_or(started))
    });
    let approval = Approval {
        person,
        capacities,
        answer,
        digest: d.change.request.digest,
        round: d.change.authority.round,
        at,
        phrase: given.phrase.trim().to_owned(),
        comment: given.comment.clone(),
        ticked: given.ticked.clone(),
        voided: false,
    };
    d.emit(Event::ApprovalGiven {
        approval,
        conditions: given.conditions.clone(),
    });
}

/// An approval is asked for: before the start, or afterwards for what was begun.
pub(super) fn still_open(d: &Decision<'_>) -> Result<(), Rejection> {
    let begun = d.change.times.started.is_some();
    if !begun {
        still_undecided(d)?;
    }
    let wanted = if begun { Timing::After } else { Timing::Before };
    let asked = d
        .change
        .authority
        .slots
        .iter()
        .any(|slot| slot.timing == wanted);
    if asked && d.change.authority.round > 0 && !(begun && d.change.authority.ratified) {
        return Ok(());
    }
    let message = if begun {
        "no approval is asked for after implementation"
    } else {
        "no approval is asked for"
    };
    Err(Rejection::one(
        RejectionKind::WrongState,
        Reason::new(
            Code::NothingToApprove,
            message,
            "look at the gates for what is missing",
        )
        .at("approvals"),
    ))
}

/// Before the start, a change that was sent back is handed in again first, and one that has ended asks for nothing.
fn still_undecided(d: &Decision<'_>) -> Result<(), Rejection> {
    let (message, hint) = if matches!(d.change.phase, Phase::Closed | Phase::Canceled) {
        ("the change has ended", "open another one")
    } else if d.waits_for_submission() {
        ("the change has not been handed in", "submit it first")
    } else {
        return Ok(());
    };
    Err(Rejection::one(
        RejectionKind::WrongState,
        Reason::new(Code::NothingToApprove, message, hint).at("state"),
    ))
}

/// The approver names the digest they saw. T3: an approval for one plan never counts for another.
pub(super) fn same_digest(change: &Change, given: Option<Digest>) -> Result<(), Rejection> {
    let Some(digest) = given else {
        return invalid(
            "digest",
            Code::DigestMissing,
            "an approval names the digest of what is approved".to_owned(),
            "take `digest` from the change as you read it",
        );
    };
    if digest == change.request.digest {
        return Ok(());
    }
    Err(Rejection::one(
        RejectionKind::Stale,
        Reason::new(
            Code::DigestDiffers,
            format!(
                "the change is now {}, and you answered for {}",
                change.request.digest.short(),
                digest.short()
            ),
            "read what changed, then answer again",
        )
        .at("digest"),
    ))
}
