//! How long a plan takes.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::order::{levels, predecessors};
use super::step::Plan;
use crate::ids::StepId;
use crate::lead::Elapsed;

/// The default estimate of a step where neither the plan nor the process names one.
const STEP_ESTIMATE: SignedDuration = SignedDuration::from_mins(30);

/// The longest path through the plan by the steps' estimates.
pub fn estimate(plan: &Plan, default: Option<Elapsed>) -> SignedDuration {
    let default = default.map_or(STEP_ESTIMATE, |elapsed| elapsed.0);
    let before = predecessors(plan);
    let mut ends: BTreeMap<StepId, SignedDuration> = BTreeMap::new();
    for id in levels(plan).into_iter().flatten() {
        let own = plan
            .steps
            .iter()
            .find(|s| s.id == id)
            .and_then(|s| s.estimate)
            .map_or(default, |e| e.0);
        let start = before
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|earlier| ends.get(earlier))
            .max()
            .copied()
            .unwrap_or(SignedDuration::ZERO);
        ends.insert(id, start.saturating_add(own));
    }
    ends.into_values().max().unwrap_or(default)
}
