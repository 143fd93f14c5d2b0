//! Processes: the list, one of them, and what a change under it would ask for.

use std::collections::BTreeMap;

use placet_api::{Preview, ProcessDetail, ProcessSummary};
use placet_domain::change::Request;
use placet_domain::plan::Plan;
use placet_domain::process::{Process, show as as_text};
use placet_domain::{FieldId, ModelId};
use placet_engine::Installed;
use serde::Deserialize;
use serde_json::Value;

use crate::auth::Asker;
use crate::door::{Body, Call, Inner};
use crate::failure::Failure;
use crate::schema::{Kind, defaulted, object, optional};
use crate::view::see;

/// Describes what [`preview`] takes.
pub(crate) fn draft() -> Body {
    Body::Json(object(&[
        optional(
            "model",
            Kind::Name,
            "The model; found by the process's rules when missing.",
        ),
        defaulted("fields", Kind::Fields, "Field values."),
        optional("plan", Kind::Plan, "What would run."),
    ]))
}

/// Lists the processes that the caller belongs to.
pub(crate) fn list(inner: &Inner, asker: &Asker, _: &Call) -> Result<Vec<ProcessSummary>, Failure> {
    let names = asker.processes();
    let rows = names
        .iter()
        .map(|name| Ok(summary(&inner.engine.installed(name)?)));
    rows.collect()
}

fn summary(installed: &Installed) -> ProcessSummary {
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

/// Shows a process as data and as text.
pub(crate) fn show(inner: &Inner, asker: &Asker, call: &Call) -> Result<ProcessDetail, Failure> {
    let installed = see::installed(inner, asker, call.part("process"))?;
    let process = &installed.parsed.process;
    Ok(ProcessDetail {
        name: process.process.to_string(),
        title: process.title.clone(),
        digest: installed.parsed.digest.to_string(),
        process: serde_json::to_value(process).unwrap_or_default(),
        text: as_text(process),
    })
}

/// A request without its process, which is in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Draft {
    model: Option<ModelId>,
    fields: BTreeMap<FieldId, Value>,
    plan: Option<Plan>,
}

/// Shows what a change would ask for; records nothing.
pub(crate) fn preview(inner: &Inner, asker: &Asker, call: &Call) -> Result<Preview, Failure> {
    let process = see::process(asker, call.part("process"))?;
    let draft: Draft = call.json()?;
    let request = Request {
        process,
        model: draft.model,
        fields: draft.fields,
        plan: draft.plan,
    };
    let preview = inner.engine.preview(&asker.person, &request)?;
    // The names are the same in both: the wire type fills in what the domain leaves out because it is empty.
    let wire = serde_json::to_value(&preview).and_then(serde_json::from_value);
    wire.map_err(|error| Failure::internal(format!("a preview on the wire: {error}")))
}
