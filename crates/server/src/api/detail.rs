//! One change in wire types.

use std::collections::BTreeMap;

use placet_api::{Approval, ChangeDetail, Condition, Deviation, Gate, Run, Slot, Step};
use placet_domain::change::Change;
use placet_engine::Look;
use serde_json::Value;

use crate::failure::reason;
use crate::view::change::{self, AnswerRow, GateRow, SlotRow, StepRow};
use crate::view::word;

/// Returns everything about a change.
pub(super) fn detail(look: &Look) -> ChangeDetail {
    let change = &*look.change;
    ChangeDetail {
        id: change.id.to_string(),
        number: change.number.clone(),
        version: look.version,
        process: change.process.to_string(),
        process_digest: change.process_digest.to_string(),
        title: change.title().to_owned(),
        model: change.request.model.to_string(),
        class: word(&change.request.class),
        state: change.state.to_string(),
        phase: word(&change.phase),
        digest: change.request.digest.to_string(),
        authorized: change.authority.authorized.map(|digest| digest.to_string()),
        requester: change.who.requester.to_string(),
        authors: texts(&change.who.authors),
        implementer: change.who.implementer.as_ref().map(ToString::to_string),
        fields: change
            .request
            .fields
            .iter()
            .map(|(id, value)| (id.to_string(), value.clone()))
            .collect(),
        plan: json(&change.request.plan),
        risk: json(&change.request.risk),
        round: change.authority.round,
        revisions: change.request.revisions,
        reviews: change.authority.reviews.iter().map(json).collect(),
        slots: change::slots(look).iter().map(slot).collect(),
        approvals: change::answers(change).iter().map(approval).collect(),
        conditions: conditions(change),
        gates: gates(look),
        moves: look
            .moves
            .iter()
            .map(|possible| word(&possible.to_make))
            .collect(),
        schedule: json(&change.schedule),
        held: change.held.clone(),
        ticked: change
            .written
            .ticked
            .iter()
            .map(|(list, tasks)| (list.clone(), texts(tasks)))
            .collect(),
        evidence: change.written.evidence.iter().map(json).collect(),
        records: change
            .written
            .records
            .iter()
            .map(|(name, fields)| (name.clone(), json(fields)))
            .collect(),
        run: run(look),
        deviations: change
            .written
            .deviations
            .iter()
            .map(|(step, text)| Deviation {
                step: step.as_ref().map(ToString::to_string),
                text: text.clone(),
            })
            .collect(),
        closure: change.closure.as_ref().map(word),
        unauthorized: change.authority.unauthorized,
        times: times(change),
        links: links(change),
    }
}

/// Returns the gates of every move from here.
pub(super) fn gates(look: &Look) -> Vec<Gate> {
    change::gates(look).into_iter().map(gate).collect()
}

fn gate(row: GateRow<'_>) -> Gate {
    Gate {
        gate: String::from(row.gate.hold.clone()),
        guards: word(row.guards),
        passed: row.gate.passed,
        why: row.gate.reasons.iter().cloned().map(reason).collect(),
        who: texts(row.who),
    }
}

fn slot(row: &SlotRow<'_>) -> Slot {
    let slot = row.slot;
    Slot {
        id: slot.id.clone(),
        title: slot.title.clone(),
        timing: word(&slot.timing),
        roles: slot
            .eligible
            .iter()
            .map(|eligible| eligible.role.to_string())
            .collect(),
        filled_by: row.filled_by.map(ToString::to_string),
        can: texts(row.can),
        due: row.due.map(|due| due.to_string()),
        checklist: slot.checklist.clone(),
        rules: slot.rules.clone(),
        requirements: slot.from.clone(),
    }
}

fn approval(row: &AnswerRow<'_>) -> Approval {
    let given = row.given;
    Approval {
        person: given.person.to_string(),
        roles: given
            .capacities
            .iter()
            .map(|capacity| capacity.role.to_string())
            .collect(),
        answer: word(&given.answer),
        digest: given.digest.to_string(),
        current: row.current,
        round: given.round,
        at: given.at.to_string(),
        comment: given.comment.clone(),
    }
}

fn conditions(change: &Change) -> Vec<Condition> {
    (1..)
        .zip(&change.authority.conditions)
        .map(|(number, condition)| Condition {
            number,
            text: condition.text.clone(),
            set_by: condition.set_by.to_string(),
            met: condition.met.clone(),
        })
        .collect()
}

fn run(look: &Look) -> Run {
    let run = &look.change.run;
    Run {
        status: word(&run.status),
        paused: run.paused,
        back_out: run
            .back_out
            .as_ref()
            .map(|back_out| back_out.trigger.clone()),
        steps: change::steps(look).into_iter().map(step).collect(),
    }
}

fn step(row: StepRow<'_>) -> Step {
    let message = row.message().to_owned();
    Step {
        id: row.step.id.to_string(),
        title: row.step.label().to_owned(),
        status: word(&row.run.status),
        attempts: row.run.attempts,
        definition: json(row.step),
        does: row.does,
        undo: row.undo,
        undo_id: row.undo_words.id,
        undo_title: row.undo_words.title,
        reversibility: word(&row.step.reversibility),
        started_at: row.run.started_at.map(|at| at.to_string()),
        ended_at: row.run.ended_at.map(|at| at.to_string()),
        message,
    }
}

fn times(change: &Change) -> BTreeMap<String, Option<String>> {
    let times = &change.times;
    let all = [
        ("opened", Some(times.opened)),
        ("updated", Some(times.updated)),
        ("submitted", times.submitted),
        ("requested", times.requested),
        ("authorized", times.authorized),
        ("started", times.started),
        ("finished", times.finished),
        ("closed", times.closed),
    ];
    all.into_iter()
        .map(|(name, at)| (name.to_owned(), at.map(|at| at.to_string())))
        .collect()
}

fn links(change: &Change) -> BTreeMap<String, String> {
    let base = format!("/api/v1/changes/{}", change.id);
    let parts = ["events", "timeline", "gates"];
    let mut links: BTreeMap<String, String> = parts
        .into_iter()
        .map(|part| (part.to_owned(), format!("{base}/{part}")))
        .collect();
    links.insert(
        "process".to_owned(),
        format!("/api/v1/processes/{}", change.process),
    );
    links.insert("self".to_owned(), base);
    links
}

fn texts<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    items.into_iter().map(|item| item.to_string()).collect()
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
