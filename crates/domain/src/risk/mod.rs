//! Risk: every engine of the process gives a level, the highest wins, and the reasons are listed.

mod additive;
mod assess;
mod finding;
mod level;
mod lookup;
mod matrix;
mod product;
mod raised;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use placet_language::condition::Assessed;

pub(crate) use additive::identify;
pub use assess::assess;
pub(crate) use finding::cell;
pub use level::rank_of;
pub use raised::Raised;

/// Why a level was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskReason {
    /// The engine, or `declared`, `raised`, `inherent`.
    pub engine: String,
    /// The level it gives.
    pub level: String,
    /// Its score, for engines that count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u32>,
    /// The inputs in words.
    pub because: String,
    /// Requirement ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
}

/// Whether the risk is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    /// Within the threshold, or mitigated.
    Accepted,
    /// Above the threshold without mitigation.
    RequiresMitigation,
    /// So high that it is refused without mitigation.
    Rejected,
}

/// The result of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskAssessment {
    /// Effective level: the highest of all engines and the declaration.
    pub level: String,
    /// Its place among the process's levels, 0 for the lowest.
    pub rank: u32,
    /// The highest score of the counting engines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u32>,
    /// The level after mitigation, where the engines know residual values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual_level: Option<String>,
    /// The score after mitigation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual_score: Option<u32>,
    /// Whether it is taken.
    pub acceptance: Acceptance,
    /// Other names of the level, such as `blast_radius: LARGE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_called: Vec<(String, String)>,
    /// All reasons, highest level first.
    pub reasons: Vec<RiskReason>,
}

impl RiskAssessment {
    /// Returns what conditions see of the assessment.
    pub fn seen(&self) -> Assessed<'_> {
        Assessed {
            level: &self.level,
            score: self.score,
        }
    }
}
