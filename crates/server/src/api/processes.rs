//! Processes: the list, one of them, and what a change under it would ask for.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use placet_api::{Preview, ProcessDetail, ProcessSummary};
use placet_domain::change::Request;
use placet_domain::plan::Plan;
use placet_domain::process::{Process, show as as_text};
use placet_domain::{FieldId, ModelId};
use placet_engine::Installed;
use serde::Deserialize;
use serde_json::Value;

use super::see;
use crate::auth::{Asker, Scope};
use crate::body::{RawJson, from_json};
use crate::context::Context;
use crate::failure::Failure;
use crate::openapi::{defaulted, object, optional};
use crate::routes::{Access, Answer, Body, Route};

pub(super) fn routes() -> Vec<Route> {
    let body = object(vec![
        optional(
            "model",
            "name",
            "The model; found by the process's rules when missing.",
        ),
        defaulted("fields", "fields", "Field values."),
        optional("plan", "plan", "What would run."),
    ]);
    vec![
        Route::get(
            "/api/v1/processes",
            Access::Person(Scope::Read),
            "Lists the processes that the person belongs to.",
            Answer::json::<Vec<ProcessSummary>>(),
            list,
        ),
        Route::get(
            "/api/v1/processes/{process}",
            Access::Person(Scope::Read),
            "Shows a process as data and as text.",
            Answer::json::<ProcessDetail>(),
            show,
        ),
        Route::post(
            "/api/v1/processes/{process}/preview",
            Access::Person(Scope::Read),
            "Says what a change would ask for; records nothing.",
            Answer::json::<Preview>(),
            preview,
        )
        .body(Body::Json(body)),
    ]
}

async fn list(
    State(context): State<Context>,
    asker: Asker,
) -> Result<Json<Vec<ProcessSummary>>, Failure> {
    context
        .blocking(move |inner| {
            let names = asker.processes();
            names
                .iter()
                .map(|name| Ok(summary(&inner.engine.installed(name)?)))
                .collect::<Result<_, Failure>>()
                .map(Json)
        })
        .await
}

/// A row of the list of processes.
pub(crate) fn summary(installed: &Installed) -> ProcessSummary {
    let process = &installed.parsed.process;
    ProcessSummary {
        name: process.process.to_string(),
        title: process.title.clone(),
        digest: installed.parsed.digest.to_string(),
        models: models(process),
    }
}

fn models(process: &Process) -> BTreeMap<String, String> {
    let titled =
        |id: &ModelId, title: &Option<String>| title.clone().unwrap_or_else(|| id.to_string());
    process
        .models
        .iter()
        .map(|(id, model)| (id.to_string(), titled(id, &model.title)))
        .collect()
}

async fn show(
    State(context): State<Context>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<ProcessDetail>, Failure> {
    let installed = context
        .blocking(move |inner| see::installed(inner, &asker, &name))
        .await?;
    let process = &installed.parsed.process;
    Ok(Json(ProcessDetail {
        name: process.process.to_string(),
        title: process.title.clone(),
        digest: installed.parsed.digest.to_string(),
        process: serde_json::to_value(process).unwrap_or_default(),
        text: as_text(process),
    }))
}

/// A request without its process, which stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Draft {
    model: Option<ModelId>,
    fields: BTreeMap<FieldId, Value>,
    plan: Option<Plan>,
}

async fn preview(
    State(context): State<Context>,
    asker: Asker,
    Path(name): Path<String>,
    RawJson(bytes): RawJson,
) -> Result<Json<placet_api::Preview>, Failure> {
    context
        .blocking(move |inner| {
            let process = see::process(&asker, &name)?;
            let draft: Draft = from_json(&bytes)?;
            let request = Request {
                process,
                model: draft.model,
                fields: draft.fields,
                plan: draft.plan,
            };
            let preview = inner.engine.preview(&asker.person, &request)?;
            // The same names in both: what the domain leaves out because it is empty, the wire type fills in.
            let wire = serde_json::to_value(&preview).and_then(serde_json::from_value);
            Ok(Json(wire.map_err(|error| {
                Failure::internal(format!("a preview cannot be told: {error}"))
            })?))
        })
        .await
}
