//! Checklists, tests and what a plan must look like.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::form::Required;
use super::requirements::Requirements;
use crate::condition::Condition;
use crate::lead::{Elapsed, Lead};

/// Standing tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// Part of the change only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Tasks without a group.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Tasks by group.
    #[serde(default)]
    pub groups: IndexMap<String, Vec<String>>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

impl Checklist {
    /// Every task with its group, in order; the group is empty for tasks without one.
    pub fn all_tasks(&self) -> impl Iterator<Item = (&str, &str)> {
        let plain = self.tasks.iter().map(|task| ("", task.as_str()));
        let grouped = self.groups.iter().flat_map(|(group, tasks)| {
            tasks
                .iter()
                .map(move |task| (group.as_str(), task.as_str()))
        });
        plain.chain(grouped)
    }
}

/// Test types and levels.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tests {
    /// Types by id.
    pub types: IndexMap<String, TestType>,
    /// Level to the types it asks for.
    pub levels: IndexMap<String, Vec<String>>,
    /// Requirement ids.
    pub from: Requirements,
}

/// A test type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestType {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// Where it runs.
    #[serde(default)]
    pub environment: Option<String>,
    /// Usual duration.
    #[serde(default)]
    pub takes: Option<Lead>,
    /// What passing means, in words.
    #[serde(default)]
    pub passes_when: Option<String>,
    /// Runs without a person.
    #[serde(default)]
    pub automated: bool,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// What a plan must look like.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanRules {
    /// A plan must be there when this holds; written `true` for always.
    pub required: Option<Required>,
    /// What every step must have: `check`, `undo`, `estimate`, `environment`.
    pub every_step_has: Vec<StepPart>,
    /// Titles of step kinds that the process names, such as `database_migration`.
    pub kinds: IndexMap<String, String>,
    /// Only these kinds may be named.
    pub only_these_kinds: bool,
    /// Estimated duration of a step that names none.
    pub default_estimate: Option<Elapsed>,
    /// Title of a derived undo step, `{title}` standing for the step's.
    pub undo_title: Option<String>,
    /// Id of a derived undo step, `{id}` standing for the step's.
    pub undo_id: Option<String>,
    /// What an undone step shows, `{title}` standing for the step's.
    pub undo_success: Option<String>,
    /// Named parts of a plan, for steps and for the estimate.
    pub phases: Vec<String>,
    /// Requirement ids.
    pub from: Requirements,
}

/// A part that a process can ask of every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepPart {
    /// A check of its success.
    Check,
    /// An undo, or the mark that it is irreversible.
    Undo,
    /// An estimated duration.
    Estimate,
    /// An environment.
    Environment,
}
