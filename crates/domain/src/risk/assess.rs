//! From engines and declarations to one assessment.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Acceptance, RiskAssessment};
use crate::change::Raised;
use crate::ids::{FieldId, ModelId};
use crate::plan::Plan;
use crate::process::{Class, Process, RiskRules};

/// Assesses the risk.
pub fn assess(
    process: &Process,
    _model: &ModelId,
    _class: Class,
    _fields: &BTreeMap<FieldId, Value>,
    _plan: &Plan,
    _raised: Option<&Raised>,
) -> RiskAssessment {
    RiskAssessment {
        level: process.risk.levels.first().cloned().unwrap_or_default(),
        rank: 0,
        score: None,
        residual_level: None,
        residual_score: None,
        acceptance: Acceptance::Accepted,
        also_called: Vec::new(),
        reasons: Vec::new(),
    }
}

/// A level's place among the process's levels, 0 for the lowest; upper and lower case are the same.
pub fn rank_of(rules: &RiskRules, level: &str) -> Option<usize> {
    rules.levels.iter().position(|known| known.eq_ignore_ascii_case(level))
}
