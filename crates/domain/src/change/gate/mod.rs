//! Gates: what must hold before a move, and the reasons when it does not.

mod done;

use jiff::Timestamp;
use serde::Serialize;

use super::facts::Facts;
use super::model_for::does_not_apply;
use super::state::Change;
use crate::approval::{self, Timing};
use crate::form::{self, Completeness};
use crate::risk::Acceptance;
use placet_language::codes::Code;
use placet_language::condition::holds_or_not;
use placet_language::plan;
use placet_language::process::{FieldType, Hold};
use placet_language::reason::Reason;

/// One gate and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gate {
    /// Which gate, as the process file writes it.
    pub hold: Hold,
    /// Whether it holds.
    pub passed: bool,
    /// Why not; or a remark when it does.
    pub reasons: Vec<Reason>,
}

/// How one gate stands.
pub(super) fn gate(hold: &Hold, change: &Change, facts: &Facts<'_>) -> Gate {
    let place = String::from(hold.clone());
    let reasons: Vec<Reason> = match hold {
        Hold::Form => form_reasons(change, facts),
        Hold::Plan => plan_reasons(change, facts),
        Hold::Risk if change.request.risk.is_none() => vec![risk_not_assessed()],
        Hold::Risk => Vec::new(),
        Hold::RiskAccepted => risk_accepted(change),
        Hold::Reviews => reviews(change, facts),
        Hold::Approvals => approvals(change, facts, Timing::Before),
        Hold::Ratification => approvals(change, facts, Timing::After),
        Hold::Conditions => open_conditions(change),
        Hold::Scheduled => scheduled(change, facts.now),
        Hold::LeadTime => lead_time(change, facts),
        Hold::Calendar => return calendar(hold),
        Hold::Predecessors => predecessors(change, facts),
        Hold::Tests => done::tests(change, facts),
        Hold::Monitoring => done::monitoring(change, facts),
        Hold::ReviewScheduled => done::review_scheduled(change, facts),
        Hold::Checklist(name) => done::checklist(name, change, facts),
        Hold::Record(name) if change.written.records.contains_key(name) => Vec::new(),
        Hold::Record(name) => vec![Reason::new(
            Code::RecordMissing,
            format!("the record `{name}` has not been filled in"),
            "fill it in first",
        )],
        Hold::Vote => vec![approval::vote_not_available("the vote")],
    };
    let reasons: Vec<Reason> = reasons
        .into_iter()
        .map(|r| {
            if r.place.is_empty() {
                r.at(place.clone())
            } else {
                r
            }
        })
        .collect();
    Gate {
        hold: hold.clone(),
        passed: reasons.is_empty(),
        reasons,
    }
}

/// Windows and freezes are data until the calendar runs them: the gate is open, and says that nothing was checked.
fn calendar(hold: &Hold) -> Gate {
    let remark = Reason::new(
        Code::NotChecked,
        "windows and freezes are not checked by this version",
        "look at the process's calendar before the start",
    );
    Gate {
        hold: hold.clone(),
        passed: true,
        reasons: vec![remark.at("calendar")],
    }
}

/// Every problem of the form and the plan.
pub(super) fn form_reasons(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let mut reasons = field_reasons(change, facts, Completeness::Complete);
    reasons.extend(plan_reasons(change, facts));
    reasons.extend(model_reasons(change, facts));
    reasons
}

/// Returns every problem of a draft: what is there must be right, and what is missing may still come.
pub(super) fn draft_reasons(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let mut reasons = field_reasons(change, facts, Completeness::Draft);
    reasons.extend(plan::check(facts.process, &change.request.plan));
    reasons
}

/// Returns every problem of the fields.
pub(super) fn field_reasons(
    change: &Change,
    facts: &Facts<'_>,
    expected: Completeness,
) -> Vec<Reason> {
    form::check(
        facts.process,
        &change.scope(facts.process),
        &change.request.fields,
        facts.directory,
        expected,
    )
}

/// Returns the reason of a model that an edit has made the wrong one.
fn model_reasons(change: &Change, facts: &Facts<'_>) -> Option<Reason> {
    let model = facts.process.models.get(&change.request.model)?;
    let when = model.when.as_ref()?;
    let holds = holds_or_not(Some(when), &change.scope(facts.process));
    (!holds).then(|| does_not_apply(&change.request.model, model))
}

fn plan_reasons(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let mut reasons = plan::check(facts.process, &change.request.plan);
    let required = plan::is_required(facts.process, &change.scope(facts.process));
    if required && change.request.plan.steps.is_empty() {
        reasons.push(plan::missing(facts.process));
    }
    reasons
}

fn risk_not_assessed() -> Reason {
    Reason::new(
        Code::RiskNotAssessed,
        "the risk has not been assessed",
        "assess it with `placet change assess`",
    )
}

fn risk_accepted(change: &Change) -> Vec<Reason> {
    let acceptance = change.request.risk.as_ref().map(|risk| risk.acceptance);
    match acceptance {
        Some(Acceptance::Accepted) => Vec::new(),
        Some(Acceptance::RequiresMitigation) => vec![Reason::new(
            Code::MitigationMissing,
            "a risk above the threshold has no mitigation",
            "add one, or lower the risk",
        )],
        Some(Acceptance::Rejected) => vec![Reason::new(
            Code::RiskRefused,
            "a risk is so high that it is refused without mitigation",
            "add one, or split the change",
        )],
        None => vec![risk_not_assessed()],
    }
}

fn reviews(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let scope = change.scope(facts.process);
    let mut reasons = Vec::new();
    for (kind, review) in &facts.process.reviews {
        let asked = holds_or_not(review.when.as_ref(), &scope);
        let roles: Vec<&str> = review.by.iter().map(|role| role.as_str()).collect();
        let hint = format!("a review by {}", roles.join(" or "));
        match change
            .authority
            .reviews
            .iter()
            .find(|done| done.kind == *kind)
        {
            Some(done) if done.passed => {}
            Some(done) => reasons.push(
                Reason::new(
                    Code::ReviewFailed,
                    format!("the {kind} review by `{}` did not pass", done.reviewer),
                    hint,
                )
                .from(&review.from),
            ),
            // A review that was not asked for may be given; a bad result counts all the same.
            None if !asked => {}
            None => reasons.push(
                Reason::new(
                    Code::ReviewMissing,
                    format!("the {kind} review is missing"),
                    hint,
                )
                .from(&review.from),
            ),
        }
    }
    reasons
}

fn approvals(change: &Change, facts: &Facts<'_>, timing: Timing) -> Vec<Reason> {
    if timing == Timing::Before && change.authority.round == 0 {
        return vec![Reason::new(
            Code::NotSubmitted,
            "the change has not been submitted",
            "submit it",
        )];
    }
    let ballot = change.ballot(facts.electors());
    ballot.missing_reasons(&ballot.tally(timing))
}

/// Returns a reason for each condition of an approval that is not met.
pub(super) fn open_conditions(change: &Change) -> Vec<Reason> {
    let open = change
        .authority
        .conditions
        .iter()
        .enumerate()
        .filter(|(_, condition)| condition.met.is_none());
    open.map(|(index, condition)| {
        Reason::new(
            Code::ConditionOpen,
            format!(
                "condition {} set by `{}` is not met: {}",
                index + 1,
                condition.set_by,
                condition.text
            ),
            "report it with `placet change condition`",
        )
        .at("conditions")
    })
    .collect()
}

fn scheduled(change: &Change, now: Timestamp) -> Vec<Reason> {
    match change.schedule {
        None => vec![Reason::new(
            Code::NotScheduled,
            "no time is planned",
            "schedule it",
        )],
        Some(schedule) if now < schedule.start => vec![Reason::new(
            Code::TooEarly,
            format!("it is planned for {:.0}", schedule.start),
            "wait, or schedule it again",
        )],
        Some(schedule) if schedule.end.is_some_and(|end| end <= now) => vec![Reason::new(
            Code::TooLate,
            "the planned time has passed",
            "schedule it again with `placet change schedule`",
        )],
        Some(_) => Vec::new(),
    }
}

fn lead_time(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let model = facts.process.models.get(&change.request.model);
    let (Some(lead), Some(submitted)) = (model.and_then(|m| m.lead), change.times.submitted) else {
        return Vec::new();
    };
    let zone = &facts.process.zone;
    let earliest = lead.after(submitted, zone);
    let planned = change
        .schedule
        .map_or(facts.now, |schedule| schedule.start.max(facts.now));
    let from = model.map(|m| m.from.clone()).unwrap_or_default();
    if planned >= earliest {
        return Vec::new();
    }
    vec![
        Reason::new(
            Code::LeadTime,
            format!(
                "this model asks for {lead} of notice, so it cannot start before {earliest:.0}"
            ),
            "schedule it for then, or use another model",
        )
        .from(&from),
    ]
}

fn predecessors(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let numbers = facts
        .process
        .fields()
        .filter(|(_, field)| field.kind == FieldType::Changes)
        .filter_map(|(id, _)| change.request.fields.get(id)?.as_array())
        .flatten()
        .filter_map(|value| value.as_str());
    numbers
        .filter_map(|number| match facts.others.named.get(number) {
            Some(other) if other.done => None,
            Some(_) => Some(Reason::new(
                Code::PredecessorOpen,
                format!("change `{number}` must be done first"),
                "finish it, or take it out of the dependencies",
            )),
            None => Some(Reason::new(
                Code::PredecessorUnknown,
                format!("change `{number}` does not exist"),
                "correct the dependency",
            )),
        })
        .collect()
}
