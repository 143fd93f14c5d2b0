//! Which model a request is handled by.

use crate::risk;
use placet_language::codes::Code;
use placet_language::condition::Scope;
use placet_language::ids::ModelId;
use placet_language::process::{Model, Process};
use placet_language::reason::{Reason, Rejection, RejectionKind};
use placet_language::request::Request;
use placet_language::suggest;

/// The model that a request is handled by: the one it names, if its `when` holds, else the first in the process's order
/// whose `when` holds or is missing.
///
/// # Errors
/// The named model does not exist or does not apply, or none applies.
pub fn model_for(process: &Process, request: &Request) -> Result<ModelId, Rejection> {
    if let Some(named) = &request.model {
        return match process.models.get(named) {
            None => Err(no_such_model(process, named)),
            Some(model) if applies(process, request, named, model)? => Ok(named.clone()),
            Some(model) => invalid(does_not_apply(named, model)),
        };
    }
    for (id, model) in &process.models {
        if applies(process, request, id, model)? {
            return Ok(id.clone());
        }
    }
    let hint = suggest::remedy(
        "",
        process.models.keys().map(ModelId::as_str),
        "the models are",
    );
    invalid(Reason::new(
        Code::NoModel,
        "no change model applies to this request",
        hint,
    ))
}

/// The rejection for a model that the process lacks.
pub(crate) fn no_such_model(process: &Process, named: &ModelId) -> Rejection {
    let hint = suggest::remedy(
        named.as_str(),
        process.models.keys().map(ModelId::as_str),
        "the models are",
    );
    let reason = Reason::new(
        Code::NoSuchModel,
        format!("there is no change model `{named}`"),
        hint,
    )
    .at("model");
    Rejection::one(RejectionKind::Invalid, reason)
}

/// Whether a model's condition holds. One that cannot be decided does not: which model applies is no question of more or
/// less control, so it is asked and not guessed.
fn applies(
    process: &Process,
    request: &Request,
    id: &ModelId,
    model: &Model,
) -> Result<bool, Rejection> {
    let Some(when) = &model.when else {
        return Ok(true);
    };
    let plan = request.plan.clone().unwrap_or_default();
    let unassessed = process.scope(id, model.class, &request.fields, &plan);
    let risk = risk::assess(process, &unassessed, None);
    let scope = Scope {
        risk: Some(risk.seen()),
        ..unassessed
    };
    when.holds(&scope).or_else(|error| {
        let message = format!("whether model `{id}` applies cannot be decided: {error}");
        invalid(Reason::new(
            Code::UndecidedModel,
            message,
            "correct the fields that its condition reads",
        ))
    })
}

/// Returns the reason of a model whose condition does not hold.
pub(super) fn does_not_apply(named: &ModelId, model: &Model) -> Reason {
    let when = model.when.as_ref().map_or("", |when| when.source());
    Reason::new(
        Code::ModelDoesNotApply,
        format!("model `{named}` does not apply, because `{when}` does not hold"),
        "name another model, or leave it out to have it found",
    )
    .from(&model.from)
    .at("model")
}

fn invalid<T>(reason: Reason) -> Result<T, Rejection> {
    Err(Rejection::one(RejectionKind::Invalid, reason.at("model")))
}
