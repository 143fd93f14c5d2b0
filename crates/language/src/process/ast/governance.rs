//! How the process's own rules and people change.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::requirements::Requirements;

/// How the process's own rules and people change.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Governance {
    /// What takes effect only when another administrator has approved it.
    pub second_administrator: BTreeSet<Governed>,
    /// Requirement ids.
    pub from: Requirements,
}

/// What a second administrator can be asked to approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Governed {
    /// People, roles, administrators, and hand-overs for others.
    People,
    /// New versions of the process.
    Rules,
}
