//! What conditions see of a change.

use super::state::Change;
use crate::condition::Scope;
use crate::process::Process;
use crate::risk::RiskAssessment;

impl Change {
    /// Returns what conditions see of this change.
    pub fn scope<'a>(&'a self, process: &'a Process) -> Scope<'a> {
        Scope {
            risk: self.risk.as_ref().map(RiskAssessment::seen),
            ..self.unassessed(process)
        }
    }

    /// Returns what the risk engines see of this change.
    pub(super) fn unassessed<'a>(&'a self, process: &'a Process) -> Scope<'a> {
        process.scope(&self.model, self.class, &self.fields, &self.plan)
    }
}
