//! Everything of a change in wire types.

use std::collections::BTreeMap;

use placet_api::{Approval, ChangeDetail, Condition, Deviation, Gate, Run, Slot, Step};
use placet_domain::change::Change;
use placet_domain::plan::{self, Action, Undo};
use placet_domain::process::{Hold, PlanRules};
use placet_engine::{Look, SlotView};
use serde_json::Value;

use super::rows::word;
use crate::failure::reason;

/// Everything of a change.
pub(crate) fn detail(look: &Look) -> ChangeDetail {
    let change = &*look.change;
    ChangeDetail {
        id: change.id.to_string(),
        number: change.number.clone(),
        version: look.version,
        process: change.process.to_string(),
        process_digest: change.process_digest.to_string(),
        title: change.title().to_owned(),
        model: change.model.to_string(),
        class: word(&change.class),
        state: change.state.to_string(),
        phase: word(&change.phase),
        digest: change.digest.to_string(),
        authorized: change.authorized.map(|digest| digest.to_string()),
        requester: change.requester.to_string(),
        authors: texts(&change.authors),
        implementer: change.implementer.as_ref().map(ToString::to_string),
        fields: change
            .fields
            .iter()
            .map(|(id, value)| (id.to_string(), value.clone()))
            .collect(),
        plan: json(&change.plan),
        risk: json(&change.risk),
        round: change.round,
        revisions: change.revisions,
        reviews: change.reviews.iter().map(json).collect(),
        slots: look.slots.iter().map(|view| slot(view, look)).collect(),
        approvals: change
            .approvals
            .iter()
            .map(|given| approval(given, change))
            .collect(),
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
            .ticked
            .iter()
            .map(|(list, tasks)| (list.clone(), texts(tasks)))
            .collect(),
        evidence: change.evidence.iter().map(json).collect(),
        records: change
            .records
            .iter()
            .map(|(name, fields)| (name.clone(), json(fields)))
            .collect(),
        run: run(change, &look.process.process.plan),
        deviations: change
            .deviations
            .iter()
            .map(|(step, text)| Deviation {
                step: step.as_ref().map(ToString::to_string),
                text: text.clone(),
            })
            .collect(),
        closure: change.closure.as_ref().map(word),
        unauthorized: change.unauthorized,
        times: times(change),
        links: links(change),
    }
}

/// The gates of every move from here.
pub(crate) fn gates(look: &Look) -> Vec<Gate> {
    let of_move = |possible: &placet_engine::Possible| {
        let guards = word(&possible.to_make);
        possible
            .gates
            .iter()
            .map(|gate| Gate {
                gate: String::from(gate.hold.clone()),
                guards: guards.clone(),
                passed: gate.passed,
                why: gate.reasons.iter().cloned().map(reason).collect(),
                who: if gate.passed {
                    Vec::new()
                } else {
                    who(&gate.hold, look)
                },
            })
            .collect::<Vec<_>>()
    };
    look.moves.iter().flat_map(of_move).collect()
}

/// Who can clear a gate, where the rules name persons; the reasons' hints say it for the others.
fn who(hold: &Hold, look: &Look) -> Vec<String> {
    if !matches!(hold, Hold::Approvals | Hold::Ratification) {
        return Vec::new();
    }
    let timing = if *hold == Hold::Approvals {
        placet_domain::approval::Timing::Before
    } else {
        placet_domain::approval::Timing::After
    };
    let open = look
        .slots
        .iter()
        .filter(|view| view.filled_by.is_none() && view.slot.timing == timing);
    let mut who: Vec<String> = open.flat_map(|view| texts(&view.who_can)).collect();
    who.sort();
    who.dedup();
    who
}

fn slot(view: &SlotView, look: &Look) -> Slot {
    let slot = &view.slot;
    let zone =
        jiff::tz::TimeZone::get(&look.process.process.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let since = match slot.timing {
        placet_domain::approval::Timing::Before => look.change.times.requested,
        placet_domain::approval::Timing::After => look.change.times.started,
    };
    let due = slot
        .within
        .zip(since)
        .map(|(within, since)| within.after(since, &zone));
    Slot {
        id: slot.id.clone(),
        title: slot.title.clone(),
        timing: word(&slot.timing),
        roles: slot
            .eligible
            .iter()
            .map(|eligible| eligible.role.to_string())
            .collect(),
        filled_by: view.filled_by.as_ref().map(ToString::to_string),
        can: texts(&view.who_can),
        due: due.map(|due| due.to_string()),
        checklist: slot.checklist.clone(),
        rules: slot.rules.clone(),
        requirements: slot.from.clone(),
    }
}

fn approval(given: &placet_domain::approval::Approval, change: &Change) -> Approval {
    Approval {
        person: given.person.to_string(),
        roles: given
            .capacities
            .iter()
            .map(|capacity| capacity.role.to_string())
            .collect(),
        answer: word(&given.answer),
        digest: given.digest.to_string(),
        current: given.is_for(change.digest) && given.round == change.round,
        round: given.round,
        at: given.at.to_string(),
        comment: given.comment.clone(),
    }
}

fn conditions(change: &Change) -> Vec<Condition> {
    (1..)
        .zip(&change.conditions)
        .map(|(number, condition)| Condition {
            number,
            text: condition.text.clone(),
            set_by: condition.set_by.to_string(),
            met: condition.met.clone(),
        })
        .collect()
}

fn run(change: &Change, rules: &PlanRules) -> Run {
    Run {
        status: word(&change.run.status),
        paused: change.run.paused,
        back_out: change
            .run
            .back_out
            .as_ref()
            .map(|back_out| back_out.trigger.clone()),
        steps: change
            .plan
            .steps
            .iter()
            .map(|step| self::step(step, change, rules))
            .collect(),
    }
}

fn step(step: &plan::Step, change: &Change, rules: &PlanRules) -> Step {
    let run = change.run.step(&step.id);
    let words = plan::undo_words(rules, step);
    let undone = run.status == plan::StepStatus::Undone && run.message.is_empty();
    Step {
        id: step.id.to_string(),
        title: step.label().to_owned(),
        status: word(&run.status),
        attempts: run.attempts,
        definition: json(step),
        does: line(&step.action),
        undo: match &step.undo {
            None if step.is_irreversible() => "cannot be undone".to_owned(),
            None => "no undo is given".to_owned(),
            Some(Undo::Previous(_)) => "puts back what was there before".to_owned(),
            Some(Undo::None(_)) => "leaves nothing behind".to_owned(),
            Some(Undo::Action(action)) => line(action),
        },
        undo_id: words.id,
        undo_title: words.title,
        reversibility: word(&step.reversibility),
        started_at: run.started_at.map(|at| at.to_string()),
        ended_at: run.ended_at.map(|at| at.to_string()),
        message: if undone { words.success } else { run.message },
    }
}

/// An action in a line.
fn line(action: &Action) -> String {
    match action {
        Action::Command(command) => {
            let words: Vec<String> = command.run.iter().map(|word| quoted(word)).collect();
            words.join(" ")
        }
        Action::Http(http) => format!("{} {}", http.method, http.url),
        Action::Install(install) => format!(
            "installs {} and points {} at it",
            install.from, install.link
        ),
        Action::Write(write) => format!("writes {}", write.path),
        Action::Wait(time) => format!("waits {time}"),
        Action::Task(task) => task.text.clone(),
        Action::Evidence(evidence) => format!("looks for {} in {}", evidence.kind, evidence.path),
    }
}

/// An argument as a shell would take it, so that one with spaces is not read as two.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
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
