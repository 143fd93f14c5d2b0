//! `GET /changes/{number}`: one change, like a page of a pull request.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use placet_api::{ChangeDetail, TimelineEntry};
use placet_engine::Look;
use serde_json::Value;

use super::act::{self, Form};
use crate::api::{detail, see, timeline};
use crate::auth::{Asker, Scope};
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};
use crate::ui::{Frame, render, words};

pub(super) fn route() -> Route {
    Route::get(
        "/changes/{number}",
        Access::Person(Scope::Read),
        "A change as a page.",
        Answer::raw("text/html"),
        show,
    )
}

#[derive(Template)]
#[template(path = "change.html")]
struct ChangePage {
    frame: Frame,
    change: ChangeDetail,
    risk: String,
    passed: usize,
    fields: Vec<(String, String)>,
    forms: Vec<Form>,
    timeline: Vec<TimelineEntry>,
}

async fn show(
    State(context): State<Context>,
    asker: Asker,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let who = asker.clone();
    let (look, timeline) = context
        .blocking(move |inner| {
            let change = see::change(inner, &who, &number)?;
            Ok((inner.engine.look(change)?, timeline::of(inner, change)?))
        })
        .await?;
    let change = detail::detail(&look);
    render(&ChangePage {
        frame: Frame::new(format!("{} {}", change.number, change.title), Some(&asker)),
        risk: risk(&look),
        passed: change.gates.iter().filter(|gate| gate.passed).count(),
        fields: fields(&look),
        forms: act::forms(&look, &asker),
        timeline,
        change,
    })
}

/// Label and value of each field that has one, in the form's order.
fn fields(look: &Look) -> Vec<(String, String)> {
    look.process
        .process
        .fields()
        .filter_map(|(id, field)| {
            let value = look.change.fields.get(id)?;
            let label = field.title.clone().unwrap_or_else(|| words(id.as_str()));
            Some((label, text(value)))
        })
        .collect()
}

fn risk(look: &Look) -> String {
    let Some(risk) = &look.change.risk else {
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

/// A value for people: lists as lines, text as it is.
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
