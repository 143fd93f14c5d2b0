//! What one engine found, and how rows of risks are read.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{Acceptance, RiskReason};
use placet_language::process::Band;

/// One engine's answer.
pub(super) struct Finding {
    /// Why, with the level.
    pub(super) reason: RiskReason,
    /// Level and score after mitigation, for engines that count.
    pub(super) residual: Option<(String, u32)>,
    /// Whether the risk is taken.
    pub(super) acceptance: Acceptance,
}

impl Finding {
    /// An answer of an engine that does not count.
    pub(super) fn of(reason: RiskReason) -> Self {
        Self {
            reason,
            residual: None,
            acceptance: Acceptance::Accepted,
        }
    }
}

/// The rows of a field; none if it was not filled in, which is not the same as an empty list.
pub(crate) fn rows(value: Option<&Value>) -> Option<Vec<&Map<String, Value>>> {
    Some(
        value?
            .as_array()?
            .iter()
            .filter_map(Value::as_object)
            .collect(),
    )
}

/// A row's text in a column; empty text counts as nothing.
pub(crate) fn cell<'a>(row: &'a Map<String, Value>, column: &str) -> Option<&'a str> {
    row.get(column)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// The points of a word, upper and lower case being the same. A word that is missing or unknown counts as the highest,
/// so that an unfinished row never makes a risk look smaller than it may be.
pub(super) fn points(table: &IndexMap<String, u32>, word: Option<&str>) -> u32 {
    let known = word.and_then(|word| {
        table
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word))
    });
    known.map_or_else(
        || table.values().copied().max().unwrap_or(1),
        |(_, points)| *points,
    )
}

/// The level of a score: the first band that reaches it, else the last.
pub(super) fn level_of(bands: &[Band], score: u32) -> String {
    let fits = |band: &&Band| band.at_most.is_none_or(|most| score <= most);
    bands
        .iter()
        .find(fits)
        .or(bands.last())
        .map(|band| band.level.clone())
        .unwrap_or_default()
}
