//! The page of one change.

mod forms;

use askama::Template;
use axum::response::Response;
use placet_domain::change::Change;
use placet_engine::Look;
use serde_json::Value;

use super::{Frame, render, words};
use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::view::change::{AnswerRow, GateRow, SlotRow, StepRow};
use crate::view::{change, see, timeline};

use forms::{Form, Shown};

pub(crate) use forms::routes as form_routes;

#[derive(Template)]
#[template(path = "change/page.html")]
struct ChangePage<'a> {
    frame: Frame,
    change: &'a Change,
    version: u64,
    risk: String,
    slots: Vec<SlotRow<'a>>,
    gates: Vec<GateRow<'a>>,
    passed: usize,
    answers: Vec<AnswerRow<'a>>,
    steps: Vec<StepRow<'a>>,
    fields: Vec<(String, String)>,
    forms: Vec<Form>,
    timeline: Vec<timeline::Entry>,
}

/// Shows a change.
pub(crate) fn show(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let id = see::change(inner, asker, call.part("number"))?;
    let look = inner.engine.look(id)?;
    let gates = change::gates(&look);
    let title = format!("{} {}", look.change.number, look.change.title());
    render(&ChangePage {
        frame: Frame::new(title, Some(asker)),
        change: &look.change,
        version: look.version,
        risk: risk(&look),
        slots: change::slots(&look),
        passed: gates.iter().filter(|row| row.gate.passed).count(),
        gates,
        answers: change::answers(&look.change),
        steps: change::steps(&look),
        fields: fields(&look),
        forms: forms::forms(&look, asker),
        timeline: timeline::of(inner, id)?,
    })
}

/// Lists label and value of each field that has one, in the form's order.
fn fields(look: &Look) -> Vec<(String, String)> {
    look.process
        .process
        .fields()
        .filter_map(|(id, field)| {
            let value = look.change.request.fields.get(id)?;
            let label = field.title.clone().unwrap_or_else(|| words(id.as_str()));
            Some((label, text(value)))
        })
        .collect()
}

fn risk(look: &Look) -> String {
    let Some(risk) = &look.change.request.risk else {
        return "not assessed".to_owned();
    };
    let reasons: Vec<&str> = risk
        .reasons
        .iter()
        .map(|reason| reason.because.as_str())
        .collect();
    if reasons.is_empty() {
        risk.level.clone()
    } else {
        format!("{} ({})", risk.level, reasons.join("; "))
    }
}

/// Writes a value for people: lists as lines, text as it is.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("\n"),
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| format!("{name}: {}", text(value)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}
