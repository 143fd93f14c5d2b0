//! From events to state. Holds no rules and never fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use placet_teeth::{Bug, planted};
use serde_json::Value;

use super::event::{Event, Recorded};
use super::evolve_run;
use super::recorded::{Opened, Refusal};
use super::state::{Change, Condition, Times};
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
        model: opened.model.clone(),
        class: opened.class,
        state: opened.state.clone(),
        phase: opened.phase,
        requester: opened.requester.clone(),
        // Z46: who asks without a plan has not written what will run.
        authors: if opened.plan.steps.is_empty() {
            BTreeSet::new()
        } else {
            BTreeSet::from([opened.requester.clone()])
        },
        implementer: None,
        fields: Arc::new(opened.fields.clone()),
        plan: opened.plan.clone().into(),
        digest: Digest::of_bytes(b""),
        risk: None,
        raised: None,
        round: 0,
        revisions: 0,
        reviews: Vec::new(),
        slots: Vec::new(),
        overdue: BTreeSet::new(),
        approvals: Vec::new(),
        conditions: Vec::new(),
        authorized: None,
        ratified: false,
        unsettled: false,
        unauthorized: false,
        schedule: None,
        schedule_bound: false,
        held: None,
        ticked: BTreeMap::new(),
        evidence: Vec::new(),
        records: BTreeMap::new(),
        run: Run::default(),
        deviations: Vec::new(),
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
            set_fields(Arc::make_mut(&mut change.fields), &edited.fields);
            if let Some(plan) = &edited.plan {
                change.plan = plan.clone().into();
                change.authors.extend(by.cloned());
            }
            if let Some((model, class)) = &edited.model {
                change.model = model.clone();
                change.class = *class;
            }
            if edited.material {
                change.reviews.clear();
                change.revisions += u32::from(change.round > 0);
            }
        }
        Event::ChangeSubmitted { round } => {
            change.round = *round;
            change.times.submitted = Some(at);
            // Each round asks again, so that its deadlines and successions start from this request.
            change.times.requested = None;
        }
        Event::RiskAssessed { risk, raised } => {
            change.risk = Some(risk.clone());
            change.raised.clone_from(raised);
        }
        Event::DigestChanged { digest, .. } => {
            change.digest = *digest;
            change.authorized = None;
            change.times.authorized = None;
            change.conditions.clear();
            if !planted(Bug::VoidedVotesRevive) {
                change.approvals.iter_mut().for_each(|a| a.voided = true);
            }
        }
        Event::StateEntered { state, phase } => {
            change.state = state.clone();
            change.phase = *phase;
        }
        Event::ReviewRecorded(review) => {
            change.reviews.retain(|earlier| earlier.kind != review.kind);
            change.reviews.push((**review).clone());
        }
        Event::ApprovalRequested { slots } => {
            change.slots.clone_from(slots);
            change.overdue.clear();
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
                change.approvals.retain(|earlier| {
                    let of = |a: &Approval| (a.person.clone(), a.digest, a.round, side(a.at));
                    of(earlier) != of(approval)
                });
            }
            change.approvals.push(approval.clone());
            change
                .conditions
                .extend(conditions.iter().map(|text| Condition {
                    text: text.clone(),
                    set_by: approval.person.clone(),
                    met: None,
                }));
        }
        Event::ChangeAuthorized { digest, .. } => {
            change.authorized = Some(*digest);
            change.times.authorized = Some(at);
        }
        Event::ApprovalsOverdue { slots } => change.overdue.extend(slots.iter().cloned()),
        Event::ChangeRatified { .. } => {
            change.ratified = true;
            change.unsettled = false;
        }
        Event::RatificationFailed { unauthorized, .. } => {
            change.unsettled = true;
            change.unauthorized |= unauthorized;
        }
        Event::ConditionMet { number, note } => {
            let index = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
            if let Some(condition) = change.conditions.get_mut(index) {
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
                .ticked
                .entry(checklist.clone())
                .or_default()
                .extend(tasks.iter().cloned());
        }
        Event::EvidenceAttached { evidence } => change.evidence.push(evidence.clone()),
        Event::RecordFilled { record, fields } => {
            set_fields(change.records.entry(record.clone()).or_default(), fields);
        }
        Event::CommandRefused { verb, codes } => {
            change.refusals.extend(by.map(|by| Refusal {
                by: by.clone(),
                verb: verb.clone(),
                codes: codes.clone(),
            }));
        }
        Event::DeviationRecorded { step, text } => {
            change.deviations.push((step.clone(), text.clone()));
        }
        Event::ChangeVerified => {}
        Event::ChangeClosed { code } => {
            change.closure = Some(*code);
            change.times.closed = Some(at);
        }
        Event::ChangeCanceled { .. } => change.times.closed = Some(at),
        Event::ChangeStarted { implementer, .. } => {
            change.implementer = Some(implementer.clone());
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
