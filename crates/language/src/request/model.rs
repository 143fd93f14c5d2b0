//! What a request file says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{FieldId, ModelId, ProcessName};
use crate::plan::Plan;

/// A request for a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The process it follows.
    pub process: ProcessName,
    /// The model; found by the process's rules when missing.
    #[serde(default)]
    pub model: Option<ModelId>,
    /// Field values; `title` is one of them.
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Value>,
    /// What will run.
    #[serde(default)]
    pub plan: Option<Plan>,
}
