//! Rows of risks: known columns, known words, and a reason wherever a row departs from the catalogue (Z1).

use serde_json::{Map, Value};

use super::context::{Completeness, Context};
use super::kind::{self, cut};
use super::limits::{ITEMS_MAX, Wrong, too_many};
use crate::risk::{cell, identify};
use placet_language::codes::Code;
use placet_language::ids::FieldId;
use placet_language::process::{CatalogueRisk, RiskCatalogue, RiskEngine};
use placet_language::reason::Reason;
use placet_language::suggest;

const COLUMNS: [&str; 8] = [
    "risk",
    "probability",
    "impact",
    "reason",
    "mitigation",
    "contingency",
    "residual_probability",
    "residual_impact",
];

/// Columns whose values are words with points.
const WORDS: [&str; 4] = [
    "probability",
    "impact",
    "residual_probability",
    "residual_impact",
];

/// What the engine that reads a field knows.
struct Engine<'a> {
    words: Vec<&'a str>,
    catalogue: Option<&'a RiskCatalogue>,
}

/// Every reason why rows of risks cannot stand.
pub(super) fn check(context: &Context<'_>, id: &FieldId, name: &str, value: &Value) -> Vec<Reason> {
    let reason = |place: &str, (message, hint): Wrong| {
        Reason::new(Code::InvalidField, format!("`{place}`: {message}"), hint)
    };
    let Some(rows) = value.as_array() else {
        let hint = "write a list of maps with `risk`, `probability` and `impact`".to_owned();
        return vec![reason(
            name,
            ("rows of risks are expected".to_owned(), hint),
        )];
    };
    if rows.len() > ITEMS_MAX {
        return vec![reason(name, too_many(rows.len()))];
    }
    let engine = engine_of(context, id);
    let mut reasons = Vec::new();
    for (number, row) in (1..).zip(rows) {
        let place = format!("{name}, row {number}");
        match row.as_object() {
            Some(row) => reasons.extend(
                check_row(context, &engine, row)
                    .into_iter()
                    .map(|w| reason(&place, w)),
            ),
            None => {
                let hint = "write `risk: …` with its columns".to_owned();
                reasons.push(reason(
                    &place,
                    ("a map of columns is expected".to_owned(), hint),
                ));
            }
        }
    }
    reasons
}

fn engine_of<'a>(context: &Context<'a>, id: &FieldId) -> Engine<'a> {
    for engine in context.process.risk.engines.values() {
        match engine {
            RiskEngine::Additive(additive) if additive.field == *id => {
                let words = additive.points.keys().map(String::as_str).collect();
                return Engine {
                    words,
                    catalogue: Some(additive),
                };
            }
            RiskEngine::Product(product) if product.field == *id => {
                return Engine {
                    words: product.points.keys().map(String::as_str).collect(),
                    catalogue: None,
                };
            }
            _ => {}
        }
    }
    Engine {
        words: Vec::new(),
        catalogue: None,
    }
}

fn check_row(context: &Context<'_>, engine: &Engine<'_>, row: &Map<String, Value>) -> Vec<Wrong> {
    let mut found: Vec<Wrong> = Vec::new();
    for (column, value) in row {
        if !COLUMNS.contains(&column.as_str()) {
            let hint = suggest::remedy(column, COLUMNS, "the columns are");
            found.push((format!("has no column `{}`", cut(column)), hint));
            continue;
        }
        let Some(text) = value.as_str() else {
            if !value.is_null() {
                found.push((
                    format!("`{column}` is not text"),
                    "write it as text".to_owned(),
                ));
            }
            continue;
        };
        let shape = match column.as_str() {
            "reason" | "mitigation" | "contingency" => kind::markdown(text),
            _ => kind::line(text),
        };
        found.extend(
            shape
                .err()
                .map(|(message, hint)| (format!("`{column}` {message}"), hint)),
        );
        let known = engine
            .words
            .iter()
            .any(|word| word.eq_ignore_ascii_case(text.trim()));
        if WORDS.contains(&column.as_str())
            && !engine.words.is_empty()
            && !known
            && !text.trim().is_empty()
        {
            let hint = suggest::remedy(text, engine.words.iter().copied(), "use one of");
            found.push((format!("`{column}` is `{}`", cut(text)), hint));
        }
    }
    let known = engine
        .catalogue
        .and_then(|catalogue| identify(catalogue, row).1);
    found.extend(override_without_reason(row, known));
    if context.known == Completeness::Complete {
        found.extend(incomplete(row, known.is_some()));
    }
    found
}

fn override_without_reason(
    row: &Map<String, Value>,
    known: Option<&CatalogueRisk>,
) -> Option<Wrong> {
    let known = known?;
    let departs = |column: &str, usual: &str| {
        cell(row, column).is_some_and(|word| !word.eq_ignore_ascii_case(usual))
    };
    let overrides = departs("probability", &known.probability) || departs("impact", &known.impact);
    (overrides && cell(row, "reason").is_none()).then(|| {
        let usual = format!(
            "probability `{}` and impact `{}`",
            known.probability, known.impact
        );
        (
            format!("departs from the catalogue's {usual}"),
            "give the reason in `reason`".to_owned(),
        )
    })
}

fn incomplete(row: &Map<String, Value>, in_catalogue: bool) -> Vec<Wrong> {
    let needed: &[&str] = if in_catalogue {
        &["risk"]
    } else {
        &["risk", "probability", "impact"]
    };
    let missing = needed.iter().filter(|column| cell(row, column).is_none());
    missing
        .map(|column| (format!("`{column}` is missing"), "fill it in".to_owned()))
        .collect()
}
