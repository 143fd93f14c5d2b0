//! Kinds of change.

use serde::{Deserialize, Serialize};

use super::requirements::Requirements;
use crate::condition::Condition;
use crate::lead::Lead;

/// A kind of change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// The closed class it maps to.
    pub class: Class,
    /// What it is for, in a sentence.
    #[serde(rename = "for")]
    pub purpose: String,
    /// Examples.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Taken when a request names no model and this holds; checked when it names one.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Inherent risk.
    #[serde(default)]
    pub inherent_risk: Option<String>,
    /// Shortest notice between submission and start.
    #[serde(default)]
    pub lead: Option<Lead>,
    /// Longest time until it should be done.
    #[serde(default)]
    pub lead_at_most: Option<Lead>,
    /// When it may run, in words.
    #[serde(default)]
    pub runs: Option<String>,
    /// The testing level it asks for; a key of `tests.levels`.
    #[serde(default)]
    pub testing: Option<String>,
    /// The documentation it asks for, in words.
    #[serde(default)]
    pub documentation: Option<String>,
    /// How detailed the rollback plan is, in words.
    #[serde(default)]
    pub rollback_plan: Option<String>,
    /// Only from a published template.
    #[serde(default)]
    pub template_required: bool,
    /// Starts by itself once authorized.
    #[serde(default)]
    pub starts_automatically: bool,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// The closed set of change classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Known, low risk, pre-approved or with one approver.
    Standard,
    /// Everything that is assessed and approved case by case.
    Normal,
    /// Cannot wait.
    Emergency,
}

impl Class {
    /// Returns the class as conditions and tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Normal => "normal",
            Self::Emergency => "emergency",
        }
    }
}
