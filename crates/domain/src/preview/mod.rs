//! What a request would lead to, before anything is recorded.

mod asked;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::Serialize;

use crate::approval::Electors;
use crate::change::{Request, model_for, no_such_model};
use crate::form::{self, Completeness};
use crate::numbering::Series;
use crate::plan::{self, back_out_kind};
use crate::risk::{self, RiskAssessment};
use placet_language::condition::Scope;
use placet_language::digest::Digest;
use placet_language::ids::{ModelId, PersonId};
use placet_language::lead::Lead;
use placet_language::people::Directory;
use placet_language::process::{BackOutKind, Class, Process};
use placet_language::reason::{Reason, Rejection};

pub use asked::{ApprovalAsked, ChecklistAsked, ReviewAsked, TestAsked};

/// Everything that a request would lead to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// The process's digest.
    pub process_digest: Digest,
    /// The model, named or found.
    pub model: ModelId,
    /// Its title.
    pub model_title: String,
    /// Whether a rule found it.
    pub model_found_by_rule: bool,
    /// Its class.
    pub class: Class,
    /// The format of its number, and a number in that format.
    pub number: NumberAsked,
    /// The risk, with reasons.
    pub risk: RiskAssessment,
    /// Reviews that are needed.
    pub reviews: Vec<ReviewAsked>,
    /// Approvals that are needed.
    pub approvals: Vec<ApprovalAsked>,
    /// Tests that are asked for.
    pub tests: Vec<TestAsked>,
    /// Documents that are asked for, in words.
    pub documents: Vec<String>,
    /// Checklists that are part of it.
    pub checklists: Vec<ChecklistAsked>,
    /// The shortest notice, if there is one.
    pub lead: Option<Lead>,
    /// The first instant that the notice allows, if it were submitted now.
    pub earliest_start: Timestamp,
    /// How it would be backed out.
    pub back_out: BackOutKind,
    /// What keeps it from being submitted.
    pub problems: Vec<Reason>,
}

/// The number a change would get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberAsked {
    /// The format.
    pub format: String,
    /// A number in that format; the real one is counted when the change is opened.
    pub example: String,
}

/// Says what a request would lead to. Nothing is recorded, and nothing of it is a promise: the rules are read again when
/// the change is submitted.
///
/// # Errors
/// No model fits, which leaves nothing to say.
pub fn preview(
    process: &Process,
    digest: Digest,
    directory: &Directory,
    request: &Request,
    requester: &PersonId,
    now: Timestamp,
) -> Result<Preview, Rejection> {
    let model_id = model_for(process, request)?;
    let Some(model) = process.models.get(&model_id) else {
        return Err(no_such_model(process, &model_id));
    };
    let class = model.class;
    let plan = request.plan.clone().unwrap_or_default();
    let unassessed = process.scope(&model_id, class, &request.fields, &plan);
    let risk = risk::assess(process, &unassessed, None);
    let scope = Scope {
        risk: Some(risk.seen()),
        ..unassessed
    };

    let mut problems = form::check(
        process,
        &scope,
        &request.fields,
        directory,
        Completeness::Complete,
    );
    problems.extend(plan::check(process, &plan));
    if plan.steps.is_empty()
        && plan::is_required(process, &scope)
        && !problems.iter().any(|p| p.place == "plan")
    {
        problems.push(plan::missing(process));
    }

    let asked = asked::Asked {
        electors: Electors {
            process,
            directory,
            now,
        },
        request,
        requester,
        scope: &scope,
    };
    let zone = &process.zone;
    let series = Series::of(process, &model_id, now);
    Ok(Preview {
        process_digest: digest,
        model_title: model.title.clone().unwrap_or_else(|| model_id.to_string()),
        model_found_by_rule: request.model.is_none(),
        class,
        number: NumberAsked {
            format: series.format().to_owned(),
            example: series.number(1),
        },
        reviews: asked.reviews(),
        approvals: asked.approvals(&model_id, class, &risk),
        tests: asked.tests(model),
        documents: asked.documents(model),
        checklists: asked.checklists(),
        lead: model.lead,
        earliest_start: model.lead.map_or(now, |lead| lead.after(now, zone)),
        back_out: back_out_kind(process, &scope),
        problems,
        risk,
        model: model_id,
    })
}
