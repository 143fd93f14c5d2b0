//! From the process's rules to the approvals that one change needs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Slot;
use crate::condition::Scope;
use crate::ids::{FieldId, ModelId};
use crate::people::Directory;
use crate::process::{Class, Process};
use crate::risk::RiskAssessment;

/// Every approval that a change needs.
pub fn required(
    _process: &Process,
    _scope: &Scope,
    _model: &ModelId,
    _class: Class,
    _risk: Option<&RiskAssessment>,
    _fields: &BTreeMap<FieldId, Value>,
    _directory: &Directory,
) -> Vec<Slot> {
    Vec::new()
}
