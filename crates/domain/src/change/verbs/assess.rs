//! `assess`: records what the risk engines need, or raises the level with a reason.

use std::sync::Arc;

use std::collections::BTreeSet;

use super::{optional_text, text};
use crate::change::arguments::Assess;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::change::evolve::set_fields;
use crate::change::gate::field_reasons;
use crate::change::material::{current_risk, rebind};
use crate::change::recorded::Edited;
use crate::form::{self, Completeness};
use crate::risk::Raised;
use placet_language::codes::Code;
use placet_language::ids::FieldId;
use placet_language::process::{Move, Phase, RiskEngine, RiskRules};
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, assess: &Assess) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    optional_text("reason", &assess.reason)?;
    let inputs = inputs(&d.facts.process.risk);
    let strange: Vec<Reason> = assess
        .fields
        .keys()
        .filter(|id| !inputs.contains(*id))
        .map(|id| {
            Reason::new(
                Code::NotARiskField,
                format!("`{id}` is not read by any risk engine"),
                "change it with `edit`",
            )
            .at(id.to_string())
        })
        .collect();
    Rejection::unless_empty(
        RejectionKind::Invalid,
        "the assessment has mistakes",
        strange,
    )?;
    let mut after = d.change.clone();
    let mut fields = assess.fields.clone();
    form::canonical(d.facts.process, &mut fields);
    set_fields(Arc::make_mut(&mut after.request.fields), &fields);
    let problems = field_reasons(&after, d.facts, Completeness::Draft);
    Rejection::unless_empty(
        RejectionKind::Invalid,
        "the assessment has mistakes",
        problems,
    )?;
    let raised = match &assess.level {
        None => d.change.request.raised.clone(),
        Some(level) => {
            text("reason", &assess.reason)?;
            if !d.facts.process.risk.levels.contains(level) {
                let message = format!("`{level}` is not a risk level of this process");
                return super::invalid(
                    "level",
                    Code::NoSuchLevel,
                    message,
                    &format!("use one of {}", d.facts.process.risk.levels.join(", ")),
                );
            }
            Some(Raised {
                level: level.clone(),
                reason: assess.reason.clone(),
                by: person,
            })
        }
    };
    if after.request.fields != d.change.request.fields {
        // Not material by itself: what the assessment changes is the risk, which is part of the digest.
        d.emit(Event::ChangeEdited(Box::new(Edited {
            fields,
            plan: None,
            model: None,
            material: false,
        })));
    }
    let mut with_raise = d.change.clone();
    with_raise.request.raised.clone_from(&raised);
    let risk = current_risk(&with_raise, d.facts);
    d.emit(Event::RiskAssessed { risk, raised });
    rebind(d);
    // A risk that rose after the approvals makes the change start again like any material edit.
    if d.change.phase == Phase::Scheduled
        && d.change.authority.authorized.is_none()
        && let Some(rule) = d.rule(Move::Edit)
    {
        d.enter(rule);
    }
    Ok(())
}

/// The fields that the risk engines read.
fn inputs(rules: &RiskRules) -> BTreeSet<FieldId> {
    let mut all: BTreeSet<FieldId> = rules.declared.iter().cloned().collect();
    for engine in rules.engines.values() {
        match engine {
            RiskEngine::Matrix(matrix) => all.extend([matrix.rows.clone(), matrix.columns.clone()]),
            RiskEngine::Additive(catalogue) => all.extend([catalogue.field.clone()]),
            RiskEngine::Product(product) => all.extend([product.field.clone()]),
            RiskEngine::Lookup(lookup) => all.extend(lookup.fields.iter().cloned()),
        }
    }
    all
}
