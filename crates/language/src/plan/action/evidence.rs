//! `evidence`: a result that must be there.

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::nature::{Nature, UndoneBy};
use super::texts::{invalid, path};
use crate::digest::Digest;
use crate::process::Process;
use crate::reason::Reason;

/// A result that must be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceAsked {
    /// What kind, such as `test:unit`.
    pub kind: String,
    /// The file.
    pub path: String,
    /// How it is read: JUnit XML must have no failures and no errors.
    #[serde(default)]
    pub format: EvidenceFormat,
    /// The SHA-256 it must have, if that is known beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// How evidence is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceFormat {
    /// Any file; it counts when it is there.
    #[default]
    File,
    /// A JUnit XML report.
    Junit,
}

impl Kind for EvidenceAsked {
    fn check(&self, _process: &Process) -> Vec<Reason> {
        let mut reasons = path("path", &self.path);
        if self.kind.trim().is_empty() || self.kind.chars().any(char::is_control) {
            reasons.push(invalid(
                "the kind of evidence is empty",
                "write it like `test:unit`",
            ));
        }
        reasons
    }

    fn nature(&self) -> Nature {
        Nature {
            repeatable: true,
            leaves_traces: false,
            by_person: false,
            undo: UndoneBy::Nothing,
        }
    }

    fn sentence(&self) -> String {
        format!("looks for {} in {}", self.kind, self.path)
    }
}
