//! `task`: something that a person does and reports.

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::nature::{Nature, UndoneBy};
use super::texts::{invalid, texts};
use crate::process::Process;
use crate::reason::Reason;
use crate::suggest;

/// A manual task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// What to do.
    pub text: String,
    /// Role that may report it done; anybody who may implement when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<crate::ids::RoleId>,
}

impl Kind for Task {
    fn check(&self, process: &Process) -> Vec<Reason> {
        let mut reasons = texts("the task", [self.text.as_str()]);
        if self.text.trim().is_empty() {
            reasons.push(invalid("the task is empty", "say what is to be done"));
        }
        if let Some(role) = self
            .by
            .as_ref()
            .filter(|role| !process.roles.contains_key(*role))
        {
            let hint = suggest::remedy(
                role.as_str(),
                process.roles.keys().map(|role| role.as_str()),
                "the roles are",
            );
            reasons.push(invalid(format!("there is no role `{role}`"), &hint));
        }
        reasons
    }

    fn nature(&self) -> Nature {
        Nature {
            repeatable: true,
            leaves_traces: false,
            by_person: true,
            undo: UndoneBy::Named,
        }
    }

    fn sentence(&self) -> String {
        self.text.clone()
    }
}
