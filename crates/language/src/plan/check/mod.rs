//! What a plan must be before it can be approved: everything that would otherwise fail while it runs.

mod step;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use step::place;

use super::{Plan, STEPS_MAX, cycle};
use crate::codes::Code;
use crate::condition::{Scope, holds_or_not};
use crate::ids::StepId;
use crate::process::{Process, Required};
use crate::reason::Reason;
use crate::suggest;

/// Every reason why a plan cannot run or breaks the process's rules. An empty plan has none; see [`is_required`].
pub fn check(process: &Process, plan: &Plan) -> Vec<Reason> {
    let mut reasons = shape(plan);
    for step in &plan.steps {
        reasons.extend(step::check(process, step));
    }
    for (number, after) in (1..).zip(&plan.after_back_out) {
        let place = format!("plan.after_back_out[{number}]");
        reasons.extend(
            after
                .check(process)
                .into_iter()
                .map(|reason| reason.at(place.clone())),
        );
    }
    reasons
}

/// Returns the reason of a change whose process needs a plan, and which has none.
pub fn missing(process: &Process) -> Reason {
    let message = "the implementation plan has no steps";
    Reason::new(Code::PlanMissing, message, "add steps with their undo")
        .at("plan")
        .from(&process.plan.from)
}

/// Whether the process asks for a plan.
pub fn is_required(process: &Process, scope: &Scope<'_>) -> bool {
    match &process.plan.required {
        None => false,
        Some(Required::Fixed(required)) => *required,
        Some(Required::When(condition)) => holds_or_not(Some(condition), scope),
    }
}

/// Reasons that concern the steps among themselves.
fn shape(plan: &Plan) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if plan.steps.len() > STEPS_MAX {
        reasons.push(
            Reason::new(
                Code::TooManySteps,
                format!(
                    "the plan has {} steps, and {STEPS_MAX} are allowed",
                    plan.steps.len()
                ),
                "split the change",
            )
            .at("plan"),
        );
    }
    let mut ids: BTreeSet<&StepId> = BTreeSet::new();
    for step in &plan.steps {
        if !ids.insert(&step.id) {
            let message = format!("two steps are called `{}`", step.id);
            reasons.push(
                Reason::new(Code::DuplicateStep, message, "give each its own id")
                    .at(place(&step.id)),
            );
        }
    }
    for step in &plan.steps {
        for earlier in step.after.iter().flatten().filter(|id| !ids.contains(id)) {
            let hint = suggest::remedy(
                earlier.as_str(),
                ids.iter().map(|id| id.as_str()),
                "the steps are",
            );
            let message = format!("`{}` waits for `{earlier}`, which does not exist", step.id);
            reasons.push(Reason::new(Code::UnknownStep, message, hint).at(place(&step.id)));
        }
    }
    if let Some(round) = cycle(plan) {
        let shown: Vec<&str> = round.iter().map(StepId::as_str).collect();
        let message = format!(
            "steps wait for each other in a circle: {}",
            shown.join(" -> ")
        );
        reasons.push(Reason::new(Code::Cycle, message, "remove one of the `after`").at("plan"));
    }
    reasons
}
