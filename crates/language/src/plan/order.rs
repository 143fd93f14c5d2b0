//! The order of a plan's steps: who waits for whom.

use std::collections::{BTreeMap, BTreeSet};

use super::Plan;
use crate::ids::StepId;

/// The steps that each step waits for. Without `after` a step waits for the one written before it.
pub fn predecessors(plan: &Plan) -> BTreeMap<StepId, BTreeSet<StepId>> {
    let mut before: Option<&StepId> = None;
    let mut all = BTreeMap::new();
    for step in &plan.steps {
        let waits_for = match &step.after {
            Some(named) => named.iter().cloned().collect(),
            None => before.into_iter().cloned().collect(),
        };
        all.insert(step.id.clone(), waits_for);
        before = Some(&step.id);
    }
    all
}

/// The steps that wait for each step: the order of a back-out.
pub fn successors(plan: &Plan) -> BTreeMap<StepId, BTreeSet<StepId>> {
    let forward = predecessors(plan);
    let mut all: BTreeMap<StepId, BTreeSet<StepId>> = forward
        .keys()
        .map(|id| (id.clone(), BTreeSet::new()))
        .collect();
    for (id, waits_for) in &forward {
        for earlier in waits_for {
            all.entry(earlier.clone()).or_default().insert(id.clone());
        }
    }
    all
}

/// Every step that waits for a step, directly or by way of others.
pub fn all_successors(plan: &Plan, step: &StepId) -> BTreeSet<StepId> {
    let next = successors(plan);
    let mut found = BTreeSet::new();
    let mut waiting = vec![step];
    while let Some(after) = waiting.pop().and_then(|id| next.get(id)) {
        waiting.extend(after.iter().filter(|id| found.insert((*id).clone())));
    }
    found
}

/// Steps by level: those of one level wait only for steps of earlier levels. Steps of a cycle, or behind one, or behind
/// a step that does not exist, are in none.
pub fn levels(plan: &Plan) -> Vec<Vec<StepId>> {
    let mut waiting = predecessors(plan);
    let mut found: Vec<Vec<StepId>> = Vec::new();
    loop {
        let ready: Vec<StepId> = waiting
            .iter()
            .filter(|(_, left)| left.is_empty())
            .map(|(id, _)| id.clone())
            .collect();
        if ready.is_empty() {
            return found;
        }
        waiting.retain(|id, _| !ready.contains(id));
        for left in waiting.values_mut() {
            left.retain(|id| !ready.contains(id));
        }
        found.push(ready);
    }
}

/// Every step after all steps that wait for it, within a level the last written first.
pub fn reverse(plan: &Plan) -> Vec<StepId> {
    let place = |id: &StepId| plan.steps.iter().position(|step| step.id == *id);
    let mut found = levels(plan);
    for level in &mut found {
        level.sort_by_key(|id| std::cmp::Reverse(place(id)));
    }
    found.into_iter().rev().flatten().collect()
}

/// A cycle, written as the steps in turn with the first again at the end; none if there is none.
pub fn cycle(plan: &Plan) -> Option<Vec<StepId>> {
    let before = predecessors(plan);
    let ordered: BTreeSet<StepId> = levels(plan).into_iter().flatten().collect();
    let in_cycle = |id: &&StepId| before.contains_key(*id) && !ordered.contains(*id);
    // Every step left over waits for another one left over, unless it waits for a step that does not exist; walking
    // back from any of them comes round after at most as many moves as there are steps.
    for start in before.keys().filter(in_cycle) {
        let mut path: Vec<&StepId> = vec![start];
        while let Some(next) = path
            .last()
            .and_then(|id| before.get(*id)?.iter().find(in_cycle))
        {
            if let Some(at) = path.iter().position(|id| *id == next) {
                let mut round: Vec<StepId> = path.into_iter().skip(at).cloned().collect();
                // Walked against the order of work, so turned round before it is shown.
                round.reverse();
                round.extend(round.first().cloned());
                return Some(round);
            }
            path.push(next);
        }
    }
    None
}
