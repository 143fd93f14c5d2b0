//! What is approved: the canonical content whose digest every approval names.

use placet_teeth::{Bug, planted};
use serde_json::{Map, Value, json};

use super::decision::Decision;
use super::event::Event;
use super::facts::Facts;
use super::state::Change;
use crate::approval::Answer;
use crate::digest::Digest;
use crate::process::Process;

/// The digest of exactly what will run and under which rules: process version, model, material fields, plan, effective
/// risk, and the planned time if it was set before the approvals.
pub fn digest_of(change: &Change, process: &Process) -> Digest {
    let fields: Map<String, Value> = crate::form::fields_of(process)
        .filter(|(_, field)| field.material)
        .filter_map(|(id, _)| Some((id.to_string(), change.fields.get(id)?.clone())))
        .collect();
    let risk = change
        .risk
        .as_ref()
        .map(|risk| json!({"level": risk.level, "score": risk.score}));
    let schedule = change.schedule.filter(|_| change.schedule_bound);
    Digest::of_json(&json!({
        "number": change.number,
        "process": change.process_digest,
        "model": change.model,
        "fields": fields,
        "plan": change.plan,
        "risk": risk,
        "schedule": schedule,
    }))
}

/// Computes the digest anew and says so when it changed.
pub(super) fn rebind(d: &mut Decision<'_>) {
    let digest = digest_of(&d.change, d.facts.process);
    if digest == d.change.digest || planted(Bug::VotesSurviveEdit) && d.change.round > 0 {
        return;
    }
    let voided = d
        .change
        .approvals
        .iter()
        .filter(|a| {
            a.digest == d.change.digest && a.round == d.change.round && a.answer == Answer::Approved
        })
        .count();
    d.emit(Event::DigestChanged {
        digest,
        voided: u32::try_from(voided).unwrap_or(u32::MAX),
    });
}

/// Computes the risk anew and says so when it changed.
pub(super) fn reassess(d: &mut Decision<'_>) {
    let risk = current_risk(&d.change, d.facts);
    if d.change.risk.as_ref() != Some(&risk) {
        let raised = d.change.raised.clone();
        d.emit(Event::RiskAssessed { risk, raised });
    }
}

pub(super) fn current_risk(change: &Change, facts: &Facts<'_>) -> crate::risk::RiskAssessment {
    crate::risk::assess(
        facts.process,
        &change.model,
        change.class,
        &change.fields,
        &change.plan,
        change.raised.as_ref(),
    )
}
