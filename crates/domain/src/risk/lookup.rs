//! Levels straight from fields, with rules that raise them (Z31, Z51).

use serde_json::Value;

use super::RiskReason;
use super::finding::Finding;
use super::level::rank_of;
use placet_language::condition::{Scope, holds_or_not};
use placet_language::process::{RiskLookup, RiskRules};

/// The highest level that a field gives, and one finding for each rule that raises. A rule that cannot be decided
/// raises.
pub(super) fn assess(
    rules: &RiskRules,
    name: &str,
    lookup: &RiskLookup,
    scope: &Scope<'_>,
) -> Vec<Finding> {
    let finding = |level: &str, because: String| {
        Finding::of(RiskReason {
            engine: name.to_owned(),
            level: level.to_owned(),
            score: None,
            because,
            from: lookup.from.clone(),
        })
    };
    let level_of = |word: &str| {
        lookup
            .levels
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word))
    };
    let named = lookup
        .fields
        .iter()
        .filter_map(|id| Some((id, scope.value(id.as_str())?)));
    let given = named.flat_map(|(id, value)| words(value).into_iter().map(move |word| (id, word)));
    let looked_up =
        given.filter_map(|(id, word)| Some((level_of(&word)?.1, format!("{id} `{word}`"))));
    let highest = looked_up.max_by_key(|(level, _)| rank_of(rules, level));

    let raised = lookup
        .raise
        .iter()
        .filter(|raise| holds_or_not(Some(&raise.when), scope));
    let raised = raised.map(|raise| finding(&raise.to, raise.because.clone()));
    highest
        .map(|(level, because)| finding(level, because))
        .into_iter()
        .chain(raised)
        .collect()
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(word) => vec![word.clone()],
        Value::Bool(yes) => vec![yes.to_string()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::Null | Value::Object(_) => Vec::new(),
    }
}
