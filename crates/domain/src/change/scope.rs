//! What conditions see of a change.

use super::facts::Facts;
use super::state::Change;
use crate::condition::Scope;

/// Returns what conditions see of a change.
pub(super) fn scope_of(change: &Change, facts: &Facts<'_>) -> Scope {
    Scope::new(
        facts.process,
        &change.model,
        change.class,
        change.risk.as_ref(),
        &change.fields,
        &change.plan,
    )
}
