//! Greatest product of probability and impact over the risks (Z50).

use serde_json::{Map, Value};

use super::finding::{Finding, cell, level_of, points, rows};
use super::{Acceptance, RiskReason};
use placet_language::condition::Scope;
use placet_language::process::RiskProduct;

/// Takes the greatest single risk, and whether every risk is accepted: one above the threshold needs a mitigation, and
/// one that reaches `refused_at` is refused without.
pub(super) fn assess(name: &str, rules: &RiskProduct, scope: &Scope<'_>) -> Option<Finding> {
    let rows = rows(scope.value(rules.field.as_str()))?;
    let (mut score, mut residual, mut greatest) = (0, 0, None);
    let mut acceptance = Acceptance::Accepted;
    for row in rows {
        let inherent = product(rules, row, "");
        residual = residual.max(product(rules, row, "residual_"));
        acceptance = acceptance.max(acceptance_of(rules, row, inherent));
        if inherent > score {
            score = inherent;
            greatest = cell(row, "risk");
        }
    }
    let because = match greatest {
        Some(risk) => format!("greatest risk: {risk}, probability times impact {score}"),
        None => "no risk applies".to_owned(),
    };
    Some(Finding {
        reason: RiskReason {
            engine: name.to_owned(),
            level: level_of(&rules.bands, score),
            score: Some(score),
            because,
            from: rules.from.clone(),
        },
        residual: Some((level_of(&rules.bands, residual), residual)),
        acceptance,
    })
}

fn product(rules: &RiskProduct, row: &Map<String, Value>, kind: &str) -> u32 {
    let word = |column: &str| cell(row, &format!("{kind}{column}")).or(cell(row, column));
    points(&rules.points, word("probability")) * points(&rules.points, word("impact"))
}

fn acceptance_of(rules: &RiskProduct, row: &Map<String, Value>, product: u32) -> Acceptance {
    if cell(row, "mitigation").is_some() {
        Acceptance::Accepted
    } else if product >= rules.refused_at {
        Acceptance::Rejected
    } else if product > rules.threshold {
        Acceptance::RequiresMitigation
    } else {
        Acceptance::Accepted
    }
}
