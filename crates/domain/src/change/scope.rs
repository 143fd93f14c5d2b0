//! What conditions see of a change.

use super::state::Change;
use crate::risk::RiskAssessment;
use placet_language::condition::Scope;
use placet_language::process::Process;

impl Change {
    /// Returns what conditions see of this change.
    pub fn scope<'a>(&'a self, process: &'a Process) -> Scope<'a> {
        Scope {
            risk: self.request.risk.as_ref().map(RiskAssessment::seen),
            ..self.unassessed(process)
        }
    }

    /// Returns what the risk engines see of this change.
    pub(super) fn unassessed<'a>(&'a self, process: &'a Process) -> Scope<'a> {
        process.scope(
            &self.request.model,
            self.request.class,
            &self.request.fields,
            &self.request.plan,
        )
    }
}
