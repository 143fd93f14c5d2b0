//! `approve`: says yes to exactly one digest.

use jiff::SignedDuration;

use super::{optional_text, text};
use crate::approval::{self, Answer, Approval, Timing};
use crate::change::arguments::Approve;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::change::proceed::proceed;
use crate::change::state::Change;
use crate::digest::Digest;
use crate::process::{Phase, Process};
use crate::rejection::{Reason, Rejection, RejectionKind};

/// Most conditions one approval may set.
const CONDITIONS_MAX: usize = 20;

pub(in crate::change) fn decide(d: &mut Decision<'_>, approve: &Approve) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    still_open(d)?;
    same_digest(&d.change, approve.digest)?;
    optional_text("comment", &approve.comment)?;
    let capacities = approval::may_answer(
        d.facts.process,
        &d.change,
        d.facts.directory,
        &person,
        d.facts.now,
    )?;
    let mut problems = phrase_problem(d.facts.process, &approve.phrase);
    if approve.conditions.len() > CONDITIONS_MAX {
        problems.push(
            Reason::new(
                "too_many_conditions",
                format!("an approval may set at most {CONDITIONS_MAX} conditions"),
                "defer the decision instead",
            )
            .at("conditions"),
        );
    }
    // Z67: where a requirement has a checklist, whoever may fill it ticks all of it.
    for item in approval::checklist_for(&d.change, &capacities) {
        if !approve.ticked.contains(&item) {
            problems.push(
                Reason::new(
                    "checklist_open",
                    format!("not ticked: {item}"),
                    "tick it, or reject",
                )
                .at("ticked"),
            );
        }
    }
    Rejection::unless_empty(
        RejectionKind::Invalid,
        "the approval has mistakes",
        problems,
    )?;
    for condition in &approve.conditions {
        text("conditions", condition)?;
    }
    answer(d, person, capacities, Answer::Approved, approve);
    proceed(d);
    Ok(())
}

/// Records an answer of any kind.
pub(super) fn answer(
    d: &mut Decision<'_>,
    person: crate::ids::PersonId,
    capacities: Vec<crate::people::Capacity>,
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
        digest: d.change.digest,
        round: d.change.round,
        at,
        phrase: given.phrase.trim().to_owned(),
        comment: given.comment.clone(),
        ticked: given.ticked.clone(),
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
    let asked = d.change.slots.iter().any(|slot| slot.timing == wanted);
    if asked && d.change.round > 0 && !(begun && d.change.ratified) {
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
            "nothing_to_approve",
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
        Reason::new("nothing_to_approve", message, hint).at("state"),
    ))
}

/// The approver names the digest they saw. T3: an approval for one plan never counts for another.
pub(super) fn same_digest(change: &Change, given: Option<Digest>) -> Result<(), Rejection> {
    let Some(digest) = given else {
        return super::invalid(
            "digest",
            "digest_missing",
            "an approval names the digest of what is approved".to_owned(),
            "take `digest` from the change as you read it",
        );
    };
    if digest == change.digest {
        return Ok(());
    }
    Err(Rejection::one(
        RejectionKind::Stale,
        Reason::new(
            "digest_differs",
            format!(
                "the change is now {}, and you answered for {}",
                change.digest.short(),
                digest.short()
            ),
            "read what changed, then answer again",
        )
        .at("digest"),
    ))
}

/// 003.H1, Z44: the whole message is one of the phrases, letter case and surrounding space aside.
fn phrase_problem(process: &Process, phrase: &str) -> Vec<Reason> {
    let phrases = &process.approvals.phrases;
    let given = phrase.trim().to_lowercase();
    if phrases.is_empty() || phrases.iter().any(|known| known.to_lowercase() == given) {
        return Vec::new();
    }
    let known: Vec<String> = phrases.iter().map(|known| format!("`{known}`")).collect();
    vec![
        Reason::new(
            "not_an_approval_phrase",
            format!(
                "`{}` is not an approval phrase",
                phrase.trim().chars().take(80).collect::<String>()
            ),
            format!("the whole message must be one of {}", known.join(", ")),
        )
        .at("phrase")
        .from(&process.approvals.from),
    ]
}
