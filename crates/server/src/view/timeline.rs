//! Events as sentences.

use jiff::Timestamp;
use placet_domain::approval::Answer;
use placet_domain::change::Event;
use placet_domain::{ChangeId, PersonId};

use super::word;
use crate::door::Inner;
use crate::failure::Failure;
use crate::limits::TIMELINE_EVENTS_MAX;

/// One thing that happened.
pub(crate) struct Entry {
    /// Its place in the ledger.
    pub(crate) position: u64,
    pub(crate) at: Timestamp,
    /// Who did it; none for the server itself.
    pub(crate) by: Option<PersonId>,
    /// The name of the event.
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// Lists what happened to a change, oldest first.
pub(crate) fn of(inner: &Inner, change: ChangeId) -> Result<Vec<Entry>, Failure> {
    let store = inner.engine.store();
    let mut entries = Vec::new();
    let mut after = 0;
    while entries.len() < TIMELINE_EVENTS_MAX {
        let stored = store.events_of(change, after, TIMELINE_EVENTS_MAX - entries.len())?;
        let Some(last) = stored.last() else { break };
        after = last.version;
        entries.extend(stored.into_iter().map(|stored| Entry {
            position: stored.position,
            at: stored.recorded.at,
            name: stored.recorded.event.name(),
            text: sentence(&stored.recorded.event),
            by: stored.recorded.by,
        }));
    }
    Ok(entries)
}

/// Describes an event in a sentence without the final period.
fn sentence(event: &Event) -> String {
    match event {
        Event::ChangeOpened(opened) => {
            format!("opened as {} with model {}", opened.number, opened.model)
        }
        Event::ChangeEdited(edited) if edited.material => {
            "edited what will run or what is approved".to_owned()
        }
        Event::ChangeEdited(_) => "edited".to_owned(),
        Event::ChangeSubmitted { round } => format!("submitted, round {round}"),
        Event::SubmissionRefused { reasons } => {
            let all: Vec<&str> = reasons
                .iter()
                .map(|reason| reason.message.as_str())
                .collect();
            format!("submission refused: {}", all.join("; "))
        }
        Event::RiskAssessed { risk, .. } => format!("risk assessed as {}", risk.level),
        Event::DigestChanged { digest, voided: 0 } => {
            format!("what will be approved is {}", digest.short())
        }
        Event::DigestChanged { digest, voided } => {
            format!(
                "what will be approved is {}; {voided} earlier answers no longer count",
                digest.short()
            )
        }
        Event::StateEntered { state, .. } => format!("entered state {state}"),
        Event::ReviewRecorded(review) => {
            let outcome = if review.passed {
                "passed"
            } else {
                "did not pass"
            };
            format!("{} review by {} {outcome}", review.kind, review.reviewer)
        }
        Event::ApprovalRequested { slots } => format!("{} approvals asked for", slots.len()),
        Event::ApprovalGiven { approval, .. } => {
            let answer = match approval.answer {
                Answer::Approved => "approved",
                Answer::Rejected => "rejected",
                Answer::Abstained => "abstained",
                Answer::Deferred => "deferred",
            };
            with(&format!("{} {answer}", approval.person), &approval.comment)
        }
        Event::ChangeAuthorized { digest, .. } => format!("authorized for {}", digest.short()),
        Event::ChangeRatified { .. } => "every approval after implementation was given".to_owned(),
        Event::ApprovalsOverdue { slots } => format!("approvals are overdue: {}", slots.join(", ")),
        Event::RatificationFailed { refused: true, .. } => {
            "an approval after implementation was refused".to_owned()
        }
        Event::RatificationFailed { .. } => "an approval after implementation is late".to_owned(),
        Event::ConditionMet { number, note } => with(&format!("condition {number} met"), note),
        Event::ChangeScheduled { schedule, .. } => format!("scheduled for {}", schedule.start),
        Event::ChangeHeld { reason } => with("held", reason),
        Event::ChangeReleased { reason } => with("released", reason),
        Event::TasksTicked {
            checklist, tasks, ..
        } => format!("{} tasks of {checklist} done", tasks.len()),
        Event::ChangeStarted { implementer, .. } => {
            format!("implementation begun by {implementer}")
        }
        Event::StepStarted {
            step,
            direction,
            attempt,
            ..
        } => {
            format!("step {step}: {} attempt {attempt} begun", word(direction))
        }
        Event::StepSucceeded { step, .. } => format!("step {step} succeeded"),
        Event::StepFailed { step, message, .. } => with(&format!("step {step} failed"), message),
        Event::StepReported { step, note, .. } => {
            with(&format!("step {step} reported as done"), note)
        }
        Event::StepNotStarted { step, .. } => format!("step {step} was never started"),
        Event::OutcomeUnknown { step, message, .. } => {
            with(&format!("the outcome of step {step} is unknown"), message)
        }
        Event::StepSkipped { step, reason } => with(&format!("step {step} skipped"), reason),
        Event::StepOrdered { step, reason } => with(&format!("step {step} ordered again"), reason),
        Event::OutcomeIgnored { step, .. } => {
            format!("a late outcome of step {step} was kept as evidence")
        }
        Event::RunPaused { reason } => with("paused", reason),
        Event::RunResumed => "resumed".to_owned(),
        Event::RunHalted { reason } => with("halted: a person must decide", reason),
        Event::RunFinished => "every step is done".to_owned(),
        Event::BackoutStarted { trigger, .. } => with("rollback begun", trigger),
        Event::StepUndone { step, .. } => format!("step {step} undone"),
        Event::UndoFailed { step, message, .. } => {
            with(&format!("undo of step {step} failed"), message)
        }
        Event::BackoutStuck { reason } => with("rollback stuck: a person must decide", reason),
        Event::ChecksSkipped { reason } => with("checks after the rollback declared done", reason),
        Event::BackoutFinished => "everything undone and checked".to_owned(),
        Event::RecordFilled { record, .. } => format!("record {record} filled in"),
        Event::ChangeVerified => "verified".to_owned(),
        Event::ChangeClosed { code } => format!("closed as {}", word(code)),
        Event::ChangeRejected { reason } => with("rejected", reason),
        Event::ChangeDeferred { reason } => with("deferred", reason),
        Event::ChangeCanceled { reason } => with("canceled", reason),
        Event::CommentAdded { text } => text.clone(),
        Event::EvidenceAttached { evidence } => with(
            &format!("evidence {} attached: {}", evidence.kind, evidence.name),
            &evidence.summary,
        ),
        Event::CommandRefused { verb, codes } => format!("{verb} refused: {}", codes.join(", ")),
        Event::DeviationRecorded { text, .. } => with("deviation", text),
        Event::RevisionsEscalated { revisions, .. } => format!("{revisions} revisions: escalated"),
    }
}

fn with(what: &str, why: &str) -> String {
    if why.is_empty() {
        what.to_owned()
    } else {
        format!("{what}: {why}")
    }
}
