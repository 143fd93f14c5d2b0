//! The back-out, derived from the plan: what it covers, what can be undone next, what is left.

use std::collections::BTreeSet;

use placet_teeth::{Bug, planted};

use super::run::{Run, RunStatus, StepRun, StepStatus};
use placet_language::ids::StepId;
use placet_language::plan::{Plan, Step, Undo, UndoneBy, all_successors, predecessors};
use placet_language::process::{BackOutKind, PlanRules};

/// The steps a back-out undoes: everything that may have run; for a partial one, only what is connected with a step
/// that failed, is unknown or still runs. With nothing of that kind, a partial back-out covers everything too.
pub fn back_out_scope(plan: &Plan, run: &Run, kind: BackOutKind) -> Vec<StepId> {
    let ran: Vec<StepId> = plan
        .steps
        .iter()
        .map(|step| &step.id)
        .filter(|id| run.step(id).may_have_run())
        .cloned()
        .collect();
    if kind != BackOutKind::Partial {
        return ran;
    }
    let troubled = |id: &StepId| {
        matches!(
            run.step(id).status,
            StepStatus::Failed | StepStatus::Unknown | StepStatus::Running
        )
    };
    let mut connected: BTreeSet<StepId> = ran.iter().filter(|id| troubled(id)).cloned().collect();
    if connected.is_empty() {
        return ran;
    }
    let before = predecessors(plan);
    // Grows along the edges in both directions until nothing is added; bounded by the number of steps.
    loop {
        let size = connected.len();
        for (step, all) in &before {
            if connected.contains(step) {
                connected.extend(all.iter().cloned());
            } else if all.iter().any(|id| connected.contains(id)) {
                connected.insert(step.clone());
            }
        }
        if connected.len() == size {
            break;
        }
    }
    ran.into_iter()
        .filter(|id| connected.contains(id))
        .collect()
}

/// Whether undoing a step takes no action: it says so, or it is of a kind that leaves nothing behind.
pub fn nothing_to_undo(step: &Step) -> bool {
    match &step.undo {
        Some(Undo::None(_)) => true,
        Some(Undo::Previous(_) | Undo::Action(_)) => false,
        None => step.action.nature().undo == UndoneBy::Nothing,
    }
}

/// Whether the plan says nothing of how a step is undone that would have to be.
fn names_no_undo(step: &Step) -> bool {
    step.undo.is_none() && !nothing_to_undo(step) && !restores_previous(step)
}

/// Whether a step is undone by putting back what was there: said so, or implied by its kind.
pub fn restores_previous(step: &Step) -> bool {
    match &step.undo {
        Some(Undo::Previous(_)) => true,
        Some(_) => false,
        None => step.action.nature().undo == UndoneBy::Previous,
    }
}

fn is_settled(part: &StepRun) -> bool {
    match part.status {
        StepStatus::Undone | StepStatus::UndoSkipped => true,
        StepStatus::UndoFailed => planted(Bug::FailedUndoCountsAsDone),
        // What was left out after it had failed may have left something behind.
        StepStatus::Pending | StepStatus::Skipped => !part.touched,
        _ => false,
    }
}

/// Why a step's undo does not begin by itself; none when it may.
fn needs_person(step: &Step, part: &StepRun) -> Option<&'static str> {
    if step.is_irreversible() {
        Some("it is irreversible")
    } else if names_no_undo(step) {
        Some("the plan names no undo for it")
    } else if part.status == StepStatus::UndoFailed {
        Some("its undo failed")
    } else if part.is_partly_done() && !step.undo_safe_if_partial && !nothing_to_undo(step) {
        Some("it may have run half-way and its undo is not safe then")
    } else {
        None
    }
}

/// Steps of the back-out that a step's undo waits for: all that depend on it, also by way of a step that was left out,
/// and are not settled.
pub fn undone_before(plan: &Plan, run: &Run, step: &StepId) -> Vec<StepId> {
    let scope: BTreeSet<&StepId> = run
        .back_out
        .iter()
        .flat_map(|back_out| &back_out.scope)
        .collect();
    let waits_for = if planted(Bug::UndoInPlanOrder) {
        predecessors(plan).remove(step).unwrap_or_default()
    } else {
        all_successors(plan, step)
    };
    waits_for
        .into_iter()
        .filter(|id| scope.contains(id) && !is_settled(&run.step(id)))
        .collect()
}

/// Steps of the back-out that can be undone now: everything that depends on them is settled.
pub fn next_undo(plan: &Plan, run: &Run) -> Vec<StepId> {
    let Some(back_out) = run
        .back_out
        .as_ref()
        .filter(|_| run.status == RunStatus::BackingOut)
    else {
        return Vec::new();
    };
    let in_scope: BTreeSet<&StepId> = back_out.scope.iter().collect();
    let ready = |step: &&Step| {
        let part = run.step(&step.id);
        let ended = part.status == StepStatus::Succeeded || part.is_partly_done();
        in_scope.contains(&step.id)
            && ended
            && needs_person(step, &part).is_none()
            && undone_before(plan, run, &step.id).is_empty()
    };
    plan.steps
        .iter()
        .rev()
        .filter(ready)
        .map(|step| step.id.clone())
        .collect()
}

/// Steps of the back-out that are not settled, with the reason a person is needed for each.
pub fn still_to_undo(plan: &Plan, run: &Run) -> Vec<(StepId, &'static str)> {
    let scope = run.back_out.iter().flat_map(|back_out| &back_out.scope);
    scope
        .filter_map(|id| {
            let step = plan.steps.iter().find(|step| step.id == *id)?;
            let part = run.step(id);
            let open = !is_settled(&part) || run.in_flight.iter().any(|f| f.part().is_of(id));
            open.then(|| {
                (
                    id.clone(),
                    needs_person(step, &part).unwrap_or("it waits for another step's undo"),
                )
            })
        })
        // The cause comes before what waits for it.
        .collect::<Vec<_>>()
        .into_iter()
        .fold(Vec::new(), |mut all, entry| {
            if entry.1 == "it waits for another step's undo" {
                all.push(entry);
            } else {
                all.insert(0, entry);
            }
            all
        })
}

/// What the process calls the undo of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoWords {
    /// Its id, such as `RB-deploy`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is said when it succeeded.
    pub success: String,
}

/// The words of the process for the undo of a step, with `{id}` and `{title}` filled in; empty where it has none.
pub fn undo_words(rules: &PlanRules, step: &Step) -> UndoWords {
    let fill = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        text.replace("{id}", step.id.as_str())
            .replace("{title}", step.label())
    };
    UndoWords {
        id: fill(&rules.undo_id),
        title: fill(&rules.undo_title),
        success: fill(&rules.undo_success),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // 000.B3: the id, title and success of a derived undo step, and half an hour where a step names no estimate.
    #[test]
    fn an_undo_is_named_as_the_dao_names_it() {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../processes/rechain-dao.yaml"
        );
        let rules = placet_language::process::parse(&std::fs::read(file).unwrap())
            .unwrap()
            .process
            .plan;
        let step: Step = serde_json::from_value(serde_json::json!({
            "id": "deploy", "title": "Deploy 2.4", "action": {"command": {"run": ["x"]}}
        }))
        .unwrap();
        let words = undo_words(&rules, &step);
        assert_eq!(words.id, "RB-deploy");
        assert_eq!(words.title, "Rollback: Deploy 2.4");
        assert_eq!(words.success, "Successfully rolled back: Deploy 2.4");
        let plan = Plan {
            steps: vec![step],
            after_back_out: Vec::new(),
        };
        let estimate = crate::plan::estimate(&plan, rules.default_estimate);
        assert_eq!(estimate, jiff::SignedDuration::from_mins(30));
    }
}
