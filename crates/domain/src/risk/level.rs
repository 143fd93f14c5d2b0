//! The order of risk levels.

use placet_language::process::RiskRules;

/// Returns the place of a level among the process's levels, 0 for the lowest. Upper and lower case are the same.
pub fn rank_of(rules: &RiskRules, level: &str) -> Option<usize> {
    rules
        .levels
        .iter()
        .position(|known| known.eq_ignore_ascii_case(level))
}
