//! Random plans and forms.

use placet_domain::process::{Field, FieldType, Process, Record};
use placet_proof::Rng;
use serde_json::{Map, Value, json};

use crate::world::CHECK;

/// Targets that plans share, so that changes conflict with each other.
const TARGETS: [&str; 4] = ["db", "web", "queue", "cache"];
const STEPS_MAX: u64 = 5;

/// Returns a plan: a graph of steps of every kind.
pub(crate) fn plan(chance: &mut Rng) -> Value {
    let count = 1 + chance.below(STEPS_MAX);
    let steps: Vec<Value> = (0..count).map(|at| step(chance, at)).collect();
    let after = match chance.percent(40) {
        true => vec![command("/after")],
        false => Vec::new(),
    };
    json!({"steps": steps, "after_back_out": after})
}

fn step(chance: &mut Rng, at: u64) -> Value {
    let idempotent = chance.percent(40);
    let (action, undo) = match chance.below(20) {
        0..=2 => (json!({"task": {"text": "by hand"}}), command("/undo")),
        3 => (json!({"wait": "3s"}), json!("none")),
        4..=6 => (request("do"), request("undo")),
        _ => (command("/do"), command("/undo")),
    };
    let is_wait = action.get("wait").is_some();
    let is_task = action.get("task").is_some();
    let mut step = json!({
        "id": format!("s{at}"), "action": action, "undo": undo, "idempotent": idempotent,
        "retries": if idempotent { chance.below(3) } else { 0 },
        "undo_safe_if_partial": chance.percent(75),
    });
    let irreversible = chance.percent(6);
    if let Some(step) = step.as_object_mut() {
        if !is_wait && chance.percent(50) {
            step.insert("check".to_owned(), command(CHECK));
        }
        if !is_wait && !is_task && chance.percent(30) {
            step.insert("probe".to_owned(), command("/probe"));
        }
        if irreversible {
            step.insert("reversibility".to_owned(), json!("irreversible"));
            step.remove("undo");
        }
        match chance.below(3) {
            0 => drop(step.insert("after".to_owned(), json!([]))),
            1 if at > 0 => {
                let other = format!("s{}", chance.below(at));
                step.insert("after".to_owned(), json!([other]));
            }
            _ => {}
        }
        if chance.percent(25)
            && let Some(target) = chance.choose(&TARGETS)
        {
            step.insert("targets".to_owned(), json!([target]));
        }
    }
    step
}

fn command(program: &str) -> Value {
    json!({"command": {"run": [program]}})
}

fn request(what: &str) -> Value {
    json!({"http": {"method": "POST", "url": format!("http://target.test/{what}")}})
}

/// Returns values for every field of the form that a person would fill in.
pub(crate) fn form(process: &Process, people: &[String], chance: &mut Rng) -> Map<String, Value> {
    let mut fields = Map::new();
    for (id, field) in process.fields() {
        if let Some(value) = value(process, field, people, chance) {
            fields.insert(id.to_string(), value);
        }
    }
    fields
}

/// Returns values for a record.
pub(crate) fn record(
    process: &Process,
    record: &Record,
    people: &[String],
    chance: &mut Rng,
) -> Map<String, Value> {
    let fields = record.fields.iter();
    fields
        .filter_map(|(id, field)| Some((id.to_string(), value(process, field, people, chance)?)))
        .collect()
}

/// Returns a value of the field's kind; none if the field is left empty.
fn value(process: &Process, field: &Field, people: &[String], chance: &mut Rng) -> Option<Value> {
    let values = process.values_of(field);
    let one = match field.kind {
        FieldType::Text | FieldType::Markdown | FieldType::List => json!("words"),
        FieldType::Components => json!("orders"),
        FieldType::Bool => json!(chance.percent(50)),
        FieldType::Integer | FieldType::Number => json!(1 + chance.below(5)),
        FieldType::Date => json!("2026-11-25"),
        FieldType::Datetime => json!("2026-11-25T10:00:00Z"),
        FieldType::Duration => json!("30m"),
        FieldType::Person | FieldType::People => json!(chance.choose(people)?),
        FieldType::Link => json!("https://example.org/a"),
        FieldType::OneOf | FieldType::AnyOf => json!(chance.choose(&values)?),
        FieldType::Evidence => json!("https://example.org/evidence"),
        FieldType::Table => {
            let columns = field.columns.iter();
            let row: Map<String, Value> = columns
                .filter_map(|(id, column)| {
                    Some((id.to_string(), value(process, column, people, chance)?))
                })
                .collect();
            return Some(json!([row]));
        }
        FieldType::Risks => {
            return Some(
                json!([{"risk": "loss", "mitigation": "a backup", "reason": "it may be"}]),
            );
        }
        FieldType::Changes | FieldType::Plan => return None,
    };
    Some(match field.kind.is_list() {
        true => json!([one]),
        false => one,
    })
}
