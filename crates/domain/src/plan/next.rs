//! What can begin next, going forward.

use std::collections::BTreeSet;

use placet_teeth::{Bug, planted};

use super::run::{Run, RunStatus, StepStatus};
use placet_language::ids::StepId;
use placet_language::plan::Plan;

/// Steps that have not begun and whose predecessors are all done or left out, in the plan's order.
pub fn next_forward(plan: &Plan, run: &Run) -> Vec<StepId> {
    if run.status != RunStatus::Forward || run.paused {
        return Vec::new();
    }
    let free = |id: &StepId| {
        is_settled(run, id)
            || planted(Bug::DependencyNotEnded) && status(run, id) == StepStatus::Running
    };
    let mut before: Option<&StepId> = None;
    let mut ready = Vec::new();
    for step in &plan.steps {
        let may_begin = match &step.after {
            Some(named) => named.iter().all(free),
            // As in [`super::predecessors`].
            None => before.is_none_or(free),
        };
        if may_begin && status(run, &step.id) == StepStatus::Pending {
            ready.push(step.id.clone());
        }
        before = Some(&step.id);
    }
    ready
}

fn status(run: &Run, id: &StepId) -> StepStatus {
    run.steps
        .get(id)
        .map_or(StepStatus::Pending, |part| part.status)
}

fn is_settled(run: &Run, id: &StepId) -> bool {
    matches!(status(run, id), StepStatus::Succeeded | StepStatus::Skipped)
}

/// Whether every step is done or left out.
pub fn is_complete(plan: &Plan, run: &Run) -> bool {
    plan.steps.iter().all(|step| is_settled(run, &step.id))
}

/// Whether a step has failed for good.
pub fn has_failed(plan: &Plan, run: &Run) -> bool {
    first_failure(plan, run).is_some()
}

/// The first failed step in the plan's order, and why it failed.
pub fn first_failure(plan: &Plan, run: &Run) -> Option<(StepId, String)> {
    plan.steps.iter().find_map(|step| {
        let part = run.steps.get(&step.id)?;
        (part.status == StepStatus::Failed).then(|| (step.id.clone(), part.message.clone()))
    })
}

/// Everything the plan acts on: the targets its steps name, and the files and links they replace.
pub fn targets(plan: &Plan) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for step in &plan.steps {
        all.extend(step.targets.iter().cloned());
        all.extend(step.action.targets());
    }
    all
}
