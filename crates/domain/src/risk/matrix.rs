//! Impact by probability.

use indexmap::IndexMap;

use super::RiskReason;
use super::finding::Finding;
use placet_language::condition::Scope;
use placet_language::process::{RiskMatrix, RiskRules};

/// The level of the cell; nothing until both fields are filled in. A cell that the process lacks counts as the highest
/// level (Z20).
pub(super) fn assess(
    rules: &RiskRules,
    name: &str,
    matrix: &RiskMatrix,
    scope: &Scope<'_>,
) -> Option<Finding> {
    let row = scope.value(matrix.rows.as_str())?.as_str()?;
    let column = scope.value(matrix.columns.as_str())?.as_str()?;
    let cell = get(&matrix.cells, row).and_then(|cells| get(cells, column));
    let level = cell.or(rules.levels.last())?.clone();
    Some(Finding::of(RiskReason {
        engine: name.to_owned(),
        level,
        score: None,
        because: format!("{} `{row}`, {} `{column}`", matrix.rows, matrix.columns),
        from: matrix.from.clone(),
    }))
}

fn get<'a, T>(map: &'a IndexMap<String, T>, key: &str) -> Option<&'a T> {
    map.get(key).or_else(|| {
        map.iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value)
    })
}
