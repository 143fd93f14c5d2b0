//! Impact by probability.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::RiskReason;
use super::finding::Finding;
use crate::ids::FieldId;
use crate::process::{RiskMatrix, RiskRules};

/// The level of the cell; nothing until both fields are filled in. A cell that the process lacks counts as the highest
/// level (Z20).
pub(super) fn assess(
    rules: &RiskRules,
    name: &str,
    matrix: &RiskMatrix,
    fields: &BTreeMap<FieldId, Value>,
) -> Option<Finding> {
    let row = fields.get(&matrix.rows)?.as_str()?;
    let column = fields.get(&matrix.columns)?.as_str()?;
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
