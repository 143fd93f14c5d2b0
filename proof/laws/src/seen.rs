//! What the checker remembers of the events so far.

use std::collections::BTreeSet;

use jiff::Timestamp;
use placet_domain::approval::{Approval, Slot};
use placet_domain::change::{Change, Event, Recorded, evolve};
use placet_domain::digest::Digest;
use placet_domain::people::Directory;
use placet_domain::plan::Direction;
use placet_domain::process::{BackOutKind, Phase};
use placet_domain::{PersonId, StepId};

/// What the checker remembers of the events so far.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) change: Option<Change>,
    pub(super) digest: Option<Digest>,
    pub(super) authorized: Option<Digest>,
    pub(super) round: u32,
    pub(super) started: Option<Timestamp>,
    pub(super) requester: Option<PersonId>,
    pub(super) editors: BTreeSet<PersonId>,
    pub(super) implementer: Option<PersonId>,
    pub(super) slots: Vec<Slot>,
    pub(super) approvals: Vec<Approval>,
    pub(super) begun: BTreeSet<(StepId, Direction, u32)>,
    pub(super) open: BTreeSet<(StepId, Direction, u32)>,
    /// Steps whose effect may exist.
    pub(super) left: BTreeSet<StepId>,
    pub(super) back_out: Option<(BackOutKind, BTreeSet<StepId>)>,
    pub(super) checked_after_back_out: bool,
    pub(super) ended: bool,
    pub(super) paused: bool,
    pub(super) held: bool,
}

impl Seen {
    /// Follows the next event.
    pub(super) fn note(&mut self, recorded: &Recorded) {
        let event = &recorded.event;
        match event {
            Event::ChangeOpened(opened) => {
                self.requester = Some(opened.requester.clone());
                if !opened.plan.steps.is_empty() {
                    self.editors.insert(opened.requester.clone());
                }
            }
            Event::ChangeEdited(edited) if edited.plan.is_some() => {
                self.editors.extend(recorded.by.clone());
            }
            Event::ChangeSubmitted { round } => self.round = *round,
            Event::DigestChanged { digest, .. } => {
                self.digest = Some(*digest);
                self.authorized = None;
            }
            Event::ApprovalRequested { slots } => self.slots.clone_from(slots),
            Event::ApprovalGiven { approval, .. } => self.approvals.push(approval.clone()),
            Event::ChangeAuthorized { digest, .. } => self.authorized = Some(*digest),
            Event::ChangeStarted { implementer, .. } => {
                self.started = Some(recorded.at);
                self.implementer = Some(implementer.clone());
            }
            Event::StateEntered { phase, .. } => {
                self.ended = matches!(phase, Phase::Closed | Phase::Canceled);
            }
            Event::StepStarted {
                step,
                direction,
                attempt,
                ..
            } => {
                self.begun.insert((step.clone(), *direction, *attempt));
                self.open.insert((step.clone(), *direction, *attempt));
                self.checked_after_back_out = *direction == Direction::AfterBackOut;
            }
            Event::StepSucceeded { step, .. }
            | Event::StepFailed { step, .. }
            | Event::OutcomeUnknown { step, .. } => {
                self.close(step);
                self.left.insert(step.clone());
            }
            Event::StepReported { step, attempt, .. } => {
                self.open
                    .remove(&(step.clone(), Direction::Forward, *attempt));
                self.left.insert(step.clone());
            }
            Event::StepNotStarted {
                step,
                direction,
                attempt,
            } => {
                self.open.remove(&(step.clone(), *direction, *attempt));
                if *direction == Direction::Probe {
                    self.left.remove(step);
                }
            }
            Event::BackoutStarted { kind, scope, .. } => {
                self.back_out = Some((*kind, scope.iter().cloned().collect()));
            }
            Event::StepUndone { step, .. } => {
                self.close(step);
                self.left.remove(step);
            }
            Event::UndoFailed { step, .. } => self.close(step),
            Event::StepSkipped { step, .. } if self.back_out.is_some() => {
                self.left.remove(step);
            }
            Event::RunPaused { .. } => self.paused = self.back_out.is_none(),
            Event::RunResumed => self.paused = false,
            Event::ChangeHeld { .. } => self.held = true,
            Event::ChangeReleased { .. } => self.held = false,
            Event::BackoutStuck { .. } => self.checked_after_back_out = false,
            // A person takes responsibility for the checks, by name and with a reason.
            Event::ChecksSkipped { .. } => self.checked_after_back_out = true,
            _ => {}
        }
        self.change = evolve(self.change.take(), recorded);
    }

    fn close(&mut self, step: &StepId) {
        self.open
            .retain(|(open, way, _)| open != step || *way == Direction::AfterBackOut);
    }
}

/// Tells whether the event may still be recorded of a change that has ended (I5).
pub(super) fn may_follow_the_end(event: &Event) -> bool {
    matches!(
        event,
        Event::CommentAdded { .. }
            | Event::EvidenceAttached { .. }
            | Event::OutcomeIgnored { .. }
            | Event::CommandRefused { .. }
            | Event::ApprovalGiven { .. }
            | Event::ChangeRatified { .. }
            | Event::RatificationFailed { .. }
    )
}

/// Returns all accounts that belong to the same human as this one. Links and principals are followed in both
/// directions.
pub(super) fn accounts_of(directory: &Directory, person: &PersonId) -> BTreeSet<PersonId> {
    let mut links: Vec<(&PersonId, &PersonId)> = Vec::new();
    for (id, known) in &directory.people {
        for other in known.also.iter().chain(&known.principal) {
            links.push((id, other));
            links.push((other, id));
        }
    }
    let mut found = BTreeSet::from([person.clone()]);
    let mut waiting = vec![person];
    while let Some(next) = waiting.pop() {
        for (_, other) in links.iter().filter(|(from, _)| *from == next) {
            if found.insert((*other).clone()) {
                waiting.push(other);
            }
        }
    }
    found
}
