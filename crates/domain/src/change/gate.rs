//! Gates: what must hold before a move, and the reasons when it does not.

mod done;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::facts::Facts;
use super::state::Change;
use crate::approval::Timing;
use crate::form::{self, Completeness};
use crate::risk::Acceptance;
use placet_language::condition::holds_or_not;
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
        Hold::Risk if change.risk.is_some() => Vec::new(),
        Hold::Risk => vec![Reason::new(
            "risk_not_assessed",
            "risk has not been assessed",
            "assess it",
        )],
        Hold::RiskAccepted => risk_accepted(change),
        Hold::Reviews => reviews(change, facts),
        Hold::Approvals => approvals(change, facts, Timing::Before),
        Hold::Ratification => approvals(change, facts, Timing::After),
        Hold::Conditions => conditions(change),
        Hold::Scheduled => scheduled(change, facts.now),
        Hold::LeadTime => lead_time(change, facts),
        Hold::Calendar => return calendar(hold),
        Hold::Predecessors => predecessors(change, facts),
        Hold::Tests => done::tests(change, facts),
        Hold::Monitoring => done::monitoring(change, facts),
        Hold::ReviewScheduled => done::review_scheduled(change, facts),
        Hold::Checklist(name) => done::checklist(name, change, facts),
        Hold::Record(name) if change.records.contains_key(name) => Vec::new(),
        Hold::Record(name) => vec![Reason::new(
            "record_missing",
            format!("the record `{name}` has not been filled in"),
            "fill it in first",
        )],
        Hold::Vote => vec![Reason::new(
            "vote_not_available",
            "votes are not run by this version",
            "see the guide on deliberation",
        )],
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
        "not_checked",
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
    let scope = change.scope(facts.process);
    let mut reasons = form::check(
        facts.process,
        &scope,
        &change.fields,
        facts.directory,
        Completeness::Complete,
    );
    reasons.extend(plan_reasons(change, facts));
    reasons.extend(model_reasons(change, facts));
    reasons
}

/// An edit may have taken away what made the model the right one.
fn model_reasons(change: &Change, facts: &Facts<'_>) -> Option<Reason> {
    let model = facts.process.models.get(&change.model)?;
    let when = model.when.as_ref()?;
    if holds_or_not(Some(when), &change.scope(facts.process)) {
        return None;
    }
    let message = format!(
        "model `{}` does not apply, because `{}` does not hold",
        change.model,
        when.source()
    );
    let reason = Reason::new("model_does_not_apply", message, "name another model");
    Some(reason.at("model").from(&model.from))
}

fn plan_reasons(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let mut reasons = crate::plan::check(facts.process, &change.plan);
    let required = crate::plan::is_required(facts.process, &change.scope(facts.process));
    if required && change.plan.steps.is_empty() {
        reasons.push(
            Reason::new(
                "plan_missing",
                "the implementation plan has no steps",
                "add steps with their undo",
            )
            .at("plan")
            .from(&facts.process.plan.from),
        );
    }
    reasons
}

fn risk_accepted(change: &Change) -> Vec<Reason> {
    let acceptance = change.risk.as_ref().map(|risk| risk.acceptance);
    match acceptance {
        Some(Acceptance::Accepted) => Vec::new(),
        Some(Acceptance::RequiresMitigation) => vec![Reason::new(
            "mitigation_missing",
            "a risk above the threshold has no mitigation",
            "add one, or lower the risk",
        )],
        Some(Acceptance::Rejected) => vec![Reason::new(
            "risk_refused",
            "a risk is so high that it is refused without mitigation",
            "add one, or split the change",
        )],
        None => vec![Reason::new(
            "risk_not_assessed",
            "risk has not been assessed",
            "assess it",
        )],
    }
}

fn reviews(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let scope = change.scope(facts.process);
    let mut reasons = Vec::new();
    for (kind, review) in &facts.process.reviews {
        let asked = holds_or_not(review.when.as_ref(), &scope);
        let roles: Vec<&str> = review.by.iter().map(|role| role.as_str()).collect();
        let hint = format!("a review by {}", roles.join(" or "));
        match change.reviews.iter().find(|done| done.kind == *kind) {
            Some(done) if done.passed => {}
            Some(done) => reasons.push(
                Reason::new(
                    "review_failed",
                    format!("the {kind} review by `{}` did not pass", done.reviewer),
                    hint,
                )
                .from(&review.from),
            ),
            // A review that was not asked for may be given; a bad result counts all the same.
            None if !asked => {}
            None => reasons.push(
                Reason::new(
                    "review_missing",
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
    if timing == Timing::Before && change.round == 0 {
        return vec![Reason::new(
            "not_submitted",
            "the change has not been submitted",
            "submit it",
        )];
    }
    let ballot = change.ballot(facts.electors());
    ballot.missing_reasons(&ballot.tally(timing))
}

fn conditions(change: &Change) -> Vec<Reason> {
    let open = change
        .conditions
        .iter()
        .enumerate()
        .filter(|(_, condition)| condition.met.is_none());
    open.map(|(index, condition)| {
        Reason::new(
            "condition_open",
            format!(
                "condition {} set by `{}` is not met: {}",
                index + 1,
                condition.set_by,
                condition.text
            ),
            "report it with `placet change condition`",
        )
    })
    .collect()
}

fn scheduled(change: &Change, now: Timestamp) -> Vec<Reason> {
    match change.schedule {
        None => vec![Reason::new(
            "not_scheduled",
            "no time is planned",
            "schedule it",
        )],
        Some(schedule) if now < schedule.start => vec![Reason::new(
            "too_early",
            format!("it is planned for {:.0}", schedule.start),
            "wait, or schedule it anew",
        )],
        Some(schedule) if schedule.end.is_some_and(|end| end <= now) => vec![Reason::new(
            "too_late",
            "the planned time has passed",
            "schedule it anew",
        )],
        Some(_) => Vec::new(),
    }
}

fn lead_time(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let model = facts.process.models.get(&change.model);
    let (Some(lead), Some(submitted)) = (model.and_then(|m| m.lead), change.times.submitted) else {
        return Vec::new();
    };
    let zone = TimeZone::get(&facts.process.time_zone).unwrap_or(TimeZone::UTC);
    let earliest = lead.after(submitted, &zone);
    let planned = change
        .schedule
        .map_or(facts.now, |schedule| schedule.start.max(facts.now));
    let from = model.map(|m| m.from.clone()).unwrap_or_default();
    if planned >= earliest {
        return Vec::new();
    }
    vec![
        Reason::new(
            "lead_time",
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
        .filter_map(|(id, _)| change.fields.get(id)?.as_array())
        .flatten()
        .filter_map(|value| value.as_str());
    numbers
        .filter_map(|number| match facts.others.get(number) {
            Some(other) if other.done => None,
            Some(_) => Some(Reason::new(
                "predecessor_open",
                format!("change `{number}` must be done first"),
                "finish it, or take it out of the dependencies",
            )),
            None => Some(Reason::new(
                "predecessor_unknown",
                format!("change `{number}` does not exist"),
                "correct the dependency",
            )),
        })
        .collect()
}
