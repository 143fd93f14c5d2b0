//! From engines and declarations to one assessment.

use std::cmp::Reverse;

use super::finding::Finding;
use super::level::rank_of;
use super::{Acceptance, Raised, RiskAssessment, RiskReason, additive, lookup, matrix, product};
use placet_language::condition::Scope;
use placet_language::ids::ModelId;
use placet_language::process::{Process, RiskEngine, RiskRules};

/// Assesses the risk: every engine gives a level, the highest wins, and all reasons are listed, highest first.
///
/// The declared level, the model's inherent risk and a level that a person raised to take part like engines do, so each
/// can raise the result and none can lower it (Z2). A model whose `inherent_risk` is not one of the process's levels
/// (ACGS-1 says "affects governance framework") has it in words only and adds nothing. When nothing gives a level, it is
/// the process's `otherwise`, else the lowest. The scope is that of a change before its assessment.
pub fn assess(process: &Process, scope: &Scope<'_>, raised: Option<&Raised>) -> RiskAssessment {
    let rules = &process.risk;
    let mut findings: Vec<Finding> = Vec::new();
    for (name, engine) in &rules.engines {
        match engine {
            RiskEngine::Matrix(engine) => {
                findings.extend(matrix::assess(rules, name, engine, scope));
            }
            RiskEngine::Additive(engine) => {
                findings.extend(additive::assess(name, engine, scope));
            }
            RiskEngine::Product(engine) => findings.extend(product::assess(name, engine, scope)),
            RiskEngine::Lookup(engine) => {
                findings.extend(lookup::assess(rules, name, engine, scope));
            }
        }
    }
    findings.extend(declared(rules, scope).map(Finding::of));
    findings.extend(inherent(process, scope.model).map(Finding::of));
    findings.extend(
        raised
            .and_then(|raised| raised_to(rules, raised))
            .map(Finding::of),
    );
    if findings.is_empty() {
        findings.extend(otherwise(rules).map(Finding::of));
    }
    combine(rules, findings)
}

fn combine(rules: &RiskRules, mut findings: Vec<Finding>) -> RiskAssessment {
    // A level that the process does not know counts as the highest: better asked too much than too little.
    let top = rules.levels.len().saturating_sub(1);
    let rank = |level: &str| rank_of(rules, level).unwrap_or(top);
    findings.sort_by_key(|finding| Reverse(rank(&finding.reason.level)));

    let effective = findings
        .first()
        .map_or(0, |finding| rank(&finding.reason.level));
    let level = rules.levels.get(effective).cloned().unwrap_or_default();
    let residual = findings
        .iter()
        .filter_map(|finding| finding.residual.as_ref());
    let residual_rank = residual.clone().map(|(level, _)| rank(level)).max();
    let also_called = rules.also_called.iter().filter_map(|(name, words)| {
        let word = words
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(&level))?
            .1;
        Some((name.clone(), word.clone()))
    });
    RiskAssessment {
        also_called: also_called.collect(),
        rank: u32::try_from(effective).unwrap_or(u32::MAX),
        score: findings
            .iter()
            .filter_map(|finding| finding.reason.score)
            .max(),
        residual_level: residual_rank.and_then(|rank| rules.levels.get(rank).cloned()),
        residual_score: residual.map(|(_, score)| *score).max(),
        acceptance: findings
            .iter()
            .map(|finding| finding.acceptance)
            .max()
            .unwrap_or(Acceptance::Accepted),
        level,
        reasons: findings.into_iter().map(|finding| finding.reason).collect(),
    }
}

fn declared(rules: &RiskRules, scope: &Scope<'_>) -> Option<RiskReason> {
    let given = scope.value(rules.declared.as_ref()?.as_str())?.as_str()?;
    let level = rules.levels.get(rank_of(rules, given)?)?;
    Some(reason(
        "declared",
        level,
        "declared in the request".to_owned(),
        &rules.from,
    ))
}

fn inherent(process: &Process, model: &ModelId) -> Option<RiskReason> {
    let rules = &process.risk;
    let known = process.models.get(model)?;
    let level = rules
        .levels
        .get(rank_of(rules, known.inherent_risk.as_ref()?)?)?;
    Some(reason(
        "inherent",
        level,
        format!("inherent risk of model `{model}`"),
        &known.from,
    ))
}

fn raised_to(rules: &RiskRules, raised: &Raised) -> Option<RiskReason> {
    let level = rules.levels.get(rank_of(rules, &raised.level)?)?;
    Some(reason(
        "raised",
        level,
        format!("raised by `{}`: {}", raised.by, raised.reason),
        &[],
    ))
}

fn otherwise(rules: &RiskRules) -> Option<RiskReason> {
    let level = rules.otherwise.as_ref().or(rules.levels.first())?;
    Some(reason(
        "otherwise",
        level,
        "nothing else gives a level".to_owned(),
        &rules.from,
    ))
}

fn reason(engine: &str, level: &str, because: String, from: &[String]) -> RiskReason {
    RiskReason {
        engine: engine.to_owned(),
        level: level.to_owned(),
        score: None,
        because,
        from: from.to_vec(),
    }
}
