//! What a plan must be before it can be approved.

use super::Plan;
use crate::condition::Scope;
use crate::process::{Process, Required};
use crate::rejection::Reason;

/// Every reason why a plan cannot run or breaks the process's rules.
pub fn check(_process: &Process, _plan: &Plan) -> Vec<Reason> {
    Vec::new()
}

/// Whether the process asks for a plan.
pub fn is_required(process: &Process, scope: &Scope) -> bool {
    match &process.plan.required {
        None => false,
        Some(Required::Fixed(required)) => *required,
        Some(Required::When(condition)) => condition.holds(scope).unwrap_or(true),
    }
}
