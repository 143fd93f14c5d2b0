//! What larger events carry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plan::Plan;
use placet_language::digest::Digest;
use placet_language::ids::{
    ChangeId, ChangeNumber, FieldId, ModelId, PersonId, ProcessName, StateId,
};
use placet_language::process::{Class, Phase};

/// A change as it was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Inner identity.
    pub id: ChangeId,
    /// The number people use.
    pub number: ChangeNumber,
    /// Its process.
    pub process: ProcessName,
    /// The process's digest, pinned.
    pub process_digest: Digest,
    /// Its model.
    pub model: ModelId,
    /// The model's class.
    pub class: Class,
    /// The first state.
    pub state: StateId,
    /// Its phase.
    pub phase: Phase,
    /// Who asks.
    pub requester: PersonId,
    /// Field values.
    pub fields: BTreeMap<FieldId, Value>,
    /// What will run.
    pub plan: Plan,
}

/// What an edit replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edited {
    /// Fields set; `null` cleared one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<FieldId, Value>,
    /// The plan, whole, if it was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// The model and its class, if they changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<(ModelId, Class)>,
    /// Whether what will run or be approved changed.
    pub material: bool,
}

/// A recorded review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewDone {
    /// Which review.
    pub kind: String,
    /// Whether it passed.
    pub passed: bool,
    /// Items ticked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ticked: Vec<String>,
    /// What should be done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub recommendations: String,
    /// Further fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<FieldId, Value>,
    /// Who reviewed.
    pub reviewer: PersonId,
    /// For which digest.
    pub digest: Digest,
}

/// A denial since the last event of another kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Who was denied.
    pub by: PersonId,
    /// What they asked for.
    pub verb: String,
    /// The codes of the reasons, sorted.
    pub codes: Vec<String>,
}
