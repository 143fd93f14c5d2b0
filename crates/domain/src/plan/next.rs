//! What can begin next, going forward.

use placet_teeth::{Bug, planted};
use std::collections::BTreeSet;

use super::order::predecessors;
use super::run::{Run, RunStatus, StepStatus};
use super::step::{Action, Plan};
use crate::ids::StepId;

/// Steps that have not begun and whose predecessors are all done or left out, in the plan's order.
pub fn next_forward(plan: &Plan, run: &Run) -> Vec<StepId> {
    if run.status != RunStatus::Forward || run.paused {
        return Vec::new();
    }
    let before = predecessors(plan);
    let settled = |id: &StepId| {
        matches!(
            run.step(id).status,
            StepStatus::Succeeded | StepStatus::Skipped
        ) || planted(Bug::DependencyNotEnded) && run.step(id).status == StepStatus::Running
    };
    plan.steps
        .iter()
        .map(|step| &step.id)
        .filter(|id| run.step(id).status == StepStatus::Pending)
        .filter(|id| before.get(*id).is_none_or(|all| all.iter().all(settled)))
        .cloned()
        .collect()
}

/// Whether every step is done or left out.
pub fn is_complete(plan: &Plan, run: &Run) -> bool {
    plan.steps.iter().all(|step| {
        matches!(
            run.step(&step.id).status,
            StepStatus::Succeeded | StepStatus::Skipped
        )
    })
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
        match &step.action {
            Action::Install(install) => {
                all.insert(format!("file:{}", install.link));
                let last = install.from.trim_end_matches('/').rsplit('/').next();
                let name = install.name.as_deref().or(last).unwrap_or_default();
                all.insert(format!(
                    "file:{}/{name}",
                    install.into.trim_end_matches('/')
                ));
            }
            Action::Write(write) => {
                all.insert(format!("file:{}", write.path));
            }
            _ => {}
        }
    }
    all
}
