//! Conditions: each can be decided for a change of every model in which nothing is filled in.

use std::collections::BTreeMap;

use crate::condition::{Condition, Scope};
use crate::findings::Findings;
use crate::plan::step::Plan;
use crate::problem::Problem;
use crate::process::ast::Process;
use crate::shape::Located;

/// Tries every readable condition on an empty change of each model.
pub(super) fn check(process: &Process, readable: &[Located], findings: &mut Findings<'_>) {
    let (nothing, no_plan) = (BTreeMap::new(), Plan::default());
    let scopes: Vec<Scope<'_>> = process
        .models
        .iter()
        .map(|(id, model)| process.scope(id, model.class, &nothing, &no_plan))
        .collect();
    for Located { text, place, path } in readable {
        let condition = Condition::new(text.as_str());
        if let Some(error) = scopes.iter().find_map(|scope| condition.holds(scope).err()) {
            let hint = "a condition sees `model`, `class`, `risk`, `score`, `plan`, `change.FIELD` and `at_least(LEVEL)`";
            findings
                .problems
                .push(Problem::new(*place, path, error, hint));
        }
    }
}
