//! Sum of probability times impact over the risks that apply (Z1).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::finding::{Finding, cell, level_of, points, rows};
use super::{Acceptance, RiskReason};
use placet_language::condition::Scope;
use placet_language::process::{CatalogueRisk, RiskCatalogue};

/// Adds up the rows. A risk is known by its id in the catalogue, or by its title if it is not in there, and counts once
/// however often it is listed, with its highest points (Z3). A row overrides the catalogue's probability and impact;
/// the form asks for the reason. Residual points are those of the residual columns, else of the row itself.
pub(super) fn assess(name: &str, catalogue: &RiskCatalogue, scope: &Scope<'_>) -> Option<Finding> {
    let rows = rows(scope.value(catalogue.field.as_str()))?;
    let mut by_risk: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for row in rows {
        let (identity, known) = identify(catalogue, row);
        let (inherent, residual) = weigh(catalogue, row, known);
        let entry = by_risk.entry(identity).or_default();
        *entry = (entry.0.max(inherent), entry.1.max(residual));
    }
    let total =
        |pick: fn(&(u32, u32)) -> u32| by_risk.values().map(pick).fold(0u32, u32::saturating_add);
    let (score, residual) = (total(|pair| pair.0), total(|pair| pair.1));
    let parts: Vec<String> = by_risk
        .iter()
        .map(|(risk, (inherent, _))| format!("{risk} {inherent}"))
        .collect();
    let because = match parts.as_slice() {
        [] => "no risk applies".to_owned(),
        parts => format!("{} in all: {score}", parts.join(", ")),
    };
    Some(Finding {
        reason: RiskReason {
            engine: name.to_owned(),
            level: level_of(&catalogue.bands, score),
            score: Some(score),
            because,
            from: catalogue.from.clone(),
        },
        residual: Some((level_of(&catalogue.bands, residual), residual)),
        acceptance: Acceptance::Accepted,
    })
}

/// A row's identity, and its entry in the catalogue if it has one: by id, or by title.
pub(crate) fn identify<'a>(
    catalogue: &'a RiskCatalogue,
    row: &Map<String, Value>,
) -> (String, Option<&'a CatalogueRisk>) {
    let given = cell(row, "risk").unwrap_or_default();
    let known = catalogue.catalogue.get_key_value(given).or_else(|| {
        catalogue.catalogue.iter().find(|(id, risk)| {
            id.eq_ignore_ascii_case(given) || risk.risk.eq_ignore_ascii_case(given)
        })
    });
    match known {
        Some((id, risk)) => (id.clone(), Some(risk)),
        None => (given.to_lowercase(), None),
    }
}

fn weigh(
    catalogue: &RiskCatalogue,
    row: &Map<String, Value>,
    known: Option<&CatalogueRisk>,
) -> (u32, u32) {
    let probability = cell(row, "probability").or(known.map(|risk| risk.probability.as_str()));
    let impact = cell(row, "impact").or(known.map(|risk| risk.impact.as_str()));
    let product = |p: Option<&str>, i: Option<&str>| {
        points(&catalogue.points, p) * points(&catalogue.points, i)
    };
    let inherent = product(probability, impact);
    let residual = product(
        cell(row, "residual_probability").or(probability),
        cell(row, "residual_impact").or(impact),
    );
    (inherent, residual)
}
