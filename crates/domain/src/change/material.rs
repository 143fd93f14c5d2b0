//! What is approved: the canonical content whose digest every approval names.

use std::collections::BTreeMap;

use placet_teeth::{Bug, planted};
use serde_json::{Value, json};

use super::decision::Decision;
use super::event::Event;
use super::facts::Facts;
use super::state::Change;
use crate::approval::Answer;
use placet_language::digest::{Digest, write_string, write_value};
use placet_language::process::Process;

/// The digest of exactly what will run and under which rules: process version, model, material fields, plan, effective
/// risk, and the planned time if it was set before the approvals.
pub fn digest_of(change: &Change, process: &Process) -> Digest {
    let plan = change.request.plan.canonical();
    let mut text = String::with_capacity(plan.len() + 1_024);
    // Written part by part, keys in order: the plan's text is the largest part and is made once for each plan.
    text.push_str("{\"fields\":{");
    let fields: BTreeMap<&str, &Value> = process
        .fields()
        .filter(|(_, field)| field.material)
        .filter_map(|(id, _)| Some((id.as_str(), change.request.fields.get(id)?)))
        .collect();
    for (index, (id, value)) in fields.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_string(id, &mut text);
        text.push(':');
        write_value(value, &mut text);
    }
    text.push_str("},\"model\":");
    write_string(change.request.model.as_str(), &mut text);
    text.push_str(",\"number\":");
    write_string(&change.number, &mut text);
    text.push_str(",\"plan\":");
    text.push_str(plan);
    text.push_str(",\"process\":");
    write_string(&change.process_digest.to_string(), &mut text);
    let risk = change.request.risk.as_ref().map_or(
        Value::Null,
        |risk| json!({"level": risk.level, "score": risk.score}),
    );
    text.push_str(",\"risk\":");
    write_value(&risk, &mut text);
    let schedule = change.schedule.filter(|_| change.schedule_bound);
    text.push_str(",\"schedule\":");
    write_value(&json!(schedule), &mut text);
    text.push('}');
    Digest::of_bytes(text.as_bytes())
}

/// Computes the digest again and records it when it changed.
pub(super) fn rebind(d: &mut Decision<'_>) {
    let digest = digest_of(&d.change, d.facts.process);
    if digest == d.change.request.digest
        || planted(Bug::VotesSurviveEdit) && d.change.authority.round > 0
    {
        return;
    }
    let voided = d
        .change
        .authority
        .approvals
        .iter()
        .filter(|a| {
            a.is_for(d.change.request.digest)
                && a.round == d.change.authority.round
                && a.answer == Answer::Approved
        })
        .count();
    d.emit(Event::DigestChanged {
        digest,
        voided: u32::try_from(voided).unwrap_or(u32::MAX),
    });
}

/// Computes the risk again and records it when it changed.
pub(super) fn reassess(d: &mut Decision<'_>) {
    let risk = current_risk(&d.change, d.facts);
    if d.change.request.risk.as_ref() != Some(&risk) {
        let raised = d.change.request.raised.clone();
        d.emit(Event::RiskAssessed { risk, raised });
    }
}

pub(super) fn current_risk(change: &Change, facts: &Facts<'_>) -> crate::risk::RiskAssessment {
    crate::risk::assess(
        facts.process,
        &change.unassessed(facts.process),
        change.request.raised.as_ref(),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use serde_json::{Map, Value, json};

    use super::digest_of;
    use crate::change::Schedule;
    use crate::fixture::{SHIPPED, change_of, noon, plan, shipped};
    use placet_language::digest::Digest;

    /// The digest as it is defined: of one JSON value that holds everything.
    fn defined(
        change: &crate::change::Change,
        process: &placet_language::process::Process,
    ) -> Digest {
        let fields: Map<String, Value> = process
            .fields()
            .filter(|(_, field)| field.material)
            .filter_map(|(id, _)| Some((id.to_string(), change.request.fields.get(id)?.clone())))
            .collect();
        let risk = change
            .request
            .risk
            .as_ref()
            .map(|risk| json!({"level": risk.level, "score": risk.score}));
        Digest::of_json(&json!({
            "number": change.number,
            "process": change.process_digest,
            "model": change.request.model,
            "fields": fields,
            "plan": *change.request.plan,
            "risk": risk,
            "schedule": change.schedule.filter(|_| change.schedule_bound),
        }))
    }

    // I8: writing it part by part gives the same digest, whatever the parts are.
    #[test]
    fn the_digest_is_that_of_the_whole_content() {
        for (name, ..) in SHIPPED {
            let (process, directory) = shipped(name);
            let model = process.models.keys().next().unwrap().to_string();
            let mut change = change_of(&process, &directory, &model, "{}");
            let mut seen = vec![digest_of(&change, &process)];
            assert_eq!(seen[0], defined(&change, &process));
            let all = process.fields().map(|(id, _)| {
                (
                    id.clone(),
                    json!({"ö": [1.5, "a\"\n"], "\u{10000}": null, "b": {}}),
                )
            });
            change.request.fields = std::sync::Arc::new(all.collect());
            seen.push(digest_of(&change, &process));
            assert_eq!(seen[1], defined(&change, &process));
            change.number = "CR-\"1\\".to_owned();
            change.request.plan = plan("[{id: a, action: {command: {run: [\"é\\t\"]}}}]").into();
            change.request.risk = None;
            seen.push(digest_of(&change, &process));
            assert_eq!(seen[2], defined(&change, &process));
            change.schedule = Some(Schedule {
                start: noon(),
                end: None,
            });
            assert_eq!(digest_of(&change, &process), seen[2]);
            change.schedule_bound = true;
            seen.push(digest_of(&change, &process));
            assert_eq!(seen[3], defined(&change, &process));
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 4, "{name}");
        }
    }
}
