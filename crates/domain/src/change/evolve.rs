//! From events to state. Holds no rules and never fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use placet_teeth::{Bug, planted};
use serde_json::Value;

use super::event::{Event, Recorded};
use super::evolve_run;
use super::recorded::{Opened, Refusal};
use super::state::{Authority, Change, Condition, Requested, Times, Who, Written};
use crate::approval::{Answer, Approval};
use crate::plan::Run;
use placet_language::digest::Digest;
use placet_language::ids::{FieldId, PersonId};

/// Folds one event into the state. An event that cannot apply, such as one before the opening, leaves it as it is.
pub fn evolve(change: Option<Change>, recorded: &Recorded) -> Option<Change> {
    match (change, &recorded.event) {
        (None, Event::ChangeOpened(opened)) => Some(open(opened, recorded.at)),
        (None, _) => None,
        (Some(mut change), event) => {
            apply(&mut change, recorded.at, recorded.by.as_ref(), event);
            Some(change)
        }
    }
}

fn open(opened: &Opened, at: Timestamp) -> Change {
    Change {
        id: opened.id,
        number: opened.number.clone(),
        process: opened.process.clone(),
        process_digest: opened.process_digest,
        state: opened.state.clone(),
        phase: opened.phase,
        who: Who {
            requester: opened.requester.clone(),
            // Z46: who asks without a plan has not written what will run.
            authors: if opened.plan.steps.is_empty() {
                BTreeSet::new()
            } else {
                BTreeSet::from([opened.requester.clone()])
            },
            implementer: None,
        },
        request: Requested {
            model: opened.model.clone(),
            class: opened.class,
            fields: Arc::new(opened.fields.clone()),
            plan: opened.plan.clone().into(),
            digest: Digest::of_bytes(b""),
            risk: None,
            raised: None,
            revisions: 0,
        },
        authority: Authority {
            round: 0,
            reviews: Vec::new(),
            slots: Vec::new(),
            overdue: BTreeSet::new(),
            approvals: Vec::new(),
            conditions: Vec::new(),
            authorized: None,
            ratified: false,
            unsettled: false,
            unauthorized: false,
        },
        schedule: None,
        schedule_bound: false,
        held: None,
        written: Written::default(),
        run: Run::default(),
        closure: None,
        refusals: Vec::new(),
        times: Times {
            opened: at,
            updated: at,
            submitted: None,
            requested: None,
            authorized: None,
            started: None,
            finished: None,
            closed: None,
        },
    }
}

/// Sets fields; `null` clears one.
pub(super) fn set_fields(into: &mut BTreeMap<FieldId, Value>, new: &BTreeMap<FieldId, Value>) {
    for (id, value) in new {
        if value.is_null() {
            into.remove(id);
        } else {
            into.insert(id.clone(), value.clone());
        }
    }
}

/// Applies an event to a change that exists.
pub(super) fn apply(change: &mut Change, at: Timestamp, by: Option<&PersonId>, event: &Event) {
    change.times.updated = at;
    if !matches!(event, Event::CommandRefused { .. }) {
        change.refusals.clear();
    }
    match event {
        Event::ChangeOpened(_)
        | Event::SubmissionRefused { .. }
        | Event::ChangeRejected { .. }
        | Event::ChangeDeferred { .. }
        | Event::CommentAdded { .. }
        | Event::ChecksSkipped { .. }
        | Event::RevisionsEscalated { .. }
        | Event::OutcomeIgnored { .. } => {}
        Event::ChangeEdited(edited) => {
            set_fields(Arc::make_mut(&mut change.request.fields), &edited.fields);
            if let Some(plan) = &edited.plan {
                change.request.plan = plan.clone().into();
                change.who.authors.extend(by.cloned());
            }
            if let Some((model, class)) = &edited.model {
                change.request.model = model.clone();
                change.request.class = *class;
            }
            if edited.material {
                change.authority.reviews.clear();
                change.request.revisions += u32::from(change.authority.round > 0);
            }
        }
        Event::ChangeSubmitted { round } => {
            change.authority.round = *round;
            change.times.submitted = Some(at);
            // Each round asks again, so that its deadlines and successions start from this request.
            change.times.requested = None;
        }
        Event::RiskAssessed { risk, raised } => {
            change.request.risk = Some(risk.clone());
            change.request.raised.clone_from(raised);
        }
        Event::DigestChanged { digest, .. } => {
            change.request.digest = *digest;
            change.authority.authorized = None;
            change.times.authorized = None;
            change.authority.conditions.clear();
            if !planted(Bug::VoidedVotesRevive) {
                change
                    .authority
                    .approvals
                    .iter_mut()
                    .for_each(|a| a.voided = true);
            }
        }
        Event::StateEntered { state, phase } => {
            change.state = state.clone();
            change.phase = *phase;
        }
        Event::ReviewRecorded(review) => {
            change
                .authority
                .reviews
                .retain(|earlier| earlier.kind != review.kind);
            change.authority.reviews.push((**review).clone());
        }
        Event::ApprovalRequested { slots } => {
            change.authority.slots.clone_from(slots);
            change.authority.overdue.clear();
            change.times.requested = Some(at);
        }
        Event::ApprovalGiven {
            approval,
            conditions,
        } => {
            // The last answer of a person counts, so an earlier one for the same digest and round is replaced; what was
            // said before the start stands, whatever is said afterwards.
            let begun = change.times.started;
            let side = |at: Timestamp| begun.is_some_and(|begun| at > begun);
            if approval.answer != Answer::Deferred {
                change.authority.approvals.retain(|earlier| {
                    let of = |a: &Approval| (a.person.clone(), a.digest, a.round, side(a.at));
                    of(earlier) != of(approval)
                });
            }
            change.authority.approvals.push(approval.clone());
            change
                .authority
                .conditions
                .extend(conditions.iter().map(|text| Condition {
                    text: text.clone(),
                    set_by: approval.person.clone(),
                    met: None,
                }));
        }
        Event::ChangeAuthorized { digest, .. } => {
            change.authority.authorized = Some(*digest);
            change.times.authorized = Some(at);
        }
        Event::ApprovalsOverdue { slots } => change.authority.overdue.extend(slots.iter().cloned()),
        Event::ChangeRatified { .. } => {
            change.authority.ratified = true;
            change.authority.unsettled = false;
        }
        Event::RatificationFailed { unauthorized, .. } => {
            change.authority.unsettled = true;
            change.authority.unauthorized |= unauthorized;
        }
        Event::ConditionMet { number, note } => {
            let index = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
            if let Some(condition) = change.authority.conditions.get_mut(index) {
                condition.met = Some(note.clone());
            }
        }
        Event::ChangeScheduled { schedule, bound } => {
            change.schedule = Some(*schedule);
            change.schedule_bound = *bound;
        }
        Event::ChangeHeld { reason } => change.held = Some(reason.clone()),
        Event::ChangeReleased { .. } => change.held = None,
        Event::TasksTicked {
            checklist, tasks, ..
        } => {
            change
                .written
                .ticked
                .entry(checklist.clone())
                .or_default()
                .extend(tasks.iter().cloned());
        }
        Event::EvidenceAttached { evidence } => change.written.evidence.push(evidence.clone()),
        Event::RecordFilled { record, fields } => {
            set_fields(
                change.written.records.entry(record.clone()).or_default(),
                fields,
            );
        }
        Event::CommandRefused { verb, codes } => {
            change.refusals.extend(by.map(|by| Refusal {
                by: by.clone(),
                verb: verb.clone(),
                codes: codes.clone(),
            }));
        }
        Event::DeviationRecorded { step, text } => {
            change.written.deviations.push((step.clone(), text.clone()));
        }
        Event::ChangeVerified => {}
        Event::ChangeClosed { code } => {
            change.closure = Some(*code);
            change.times.closed = Some(at);
        }
        Event::ChangeCanceled { .. } => change.times.closed = Some(at),
        Event::ChangeStarted { implementer, .. } => {
            change.who.implementer = Some(implementer.clone());
            change.times.started = Some(at);
            evolve_run::apply(change, at, event);
        }
        Event::RunFinished | Event::BackoutFinished => {
            change.times.finished = Some(at);
            evolve_run::apply(change, at, event);
        }
        Event::StepStarted { .. }
        | Event::StepSucceeded { .. }
        | Event::StepFailed { .. }
        | Event::StepReported { .. }
        | Event::StepNotStarted { .. }
        | Event::OutcomeUnknown { .. }
        | Event::StepSkipped { .. }
        | Event::StepOrdered { .. }
        | Event::RunPaused { .. }
        | Event::RunResumed
        | Event::RunHalted { .. }
        | Event::BackoutStarted { .. }
        | Event::StepUndone { .. }
        | Event::UndoFailed { .. }
        | Event::BackoutStuck { .. } => evolve_run::apply(change, at, event),
    }
}
