//! Risk, checklists, tests, back-out and closure.

use super::page::{Page, joined, mark, titled};
use crate::process::ast::{BackOutKind, Band, Process, RiskEngine};

/// Levels and how each engine finds one.
pub(super) fn risk(process: &Process, page: &mut Page) {
    page.heading("Risk");
    page.line(format!(
        "Levels, lowest first: {}. The highest of all engines wins.",
        process.risk.levels.join(", ")
    ));
    if let Some(field) = &process.risk.declared {
        page.line(format!("The level declared in `{field}` may raise it."));
    }
    page.line("");
    for (name, engine) in &process.risk.engines {
        match engine {
            RiskEngine::Matrix(matrix) => {
                let from = mark(&matrix.from);
                page.line(format!(
                    "- **{name}**: `{}` by `{}`.{from}",
                    matrix.rows, matrix.columns
                ));
                for (row, cells) in &matrix.cells {
                    let cells: Vec<String> = cells
                        .iter()
                        .map(|(column, level)| format!("{column} {level}"))
                        .collect();
                    page.line(format!("  - {row}: {}", cells.join(", ")));
                }
            }
            RiskEngine::Additive(additive) => {
                let known = additive.catalogue.len();
                let text = format!(
                    "sum over `{}` of probability times impact, {known} known risks",
                    additive.field
                );
                page.line(format!(
                    "- **{name}**: {text}; {}.{}",
                    bands(&additive.bands),
                    mark(&additive.from)
                ));
            }
            RiskEngine::Product(product) => {
                let text = format!("greatest probability times impact in `{}`", product.field);
                page.line(format!(
                    "- **{name}**: {text}; {}.{}",
                    bands(&product.bands),
                    mark(&product.from)
                ));
                let (threshold, refused) = (product.threshold, product.refused_at);
                page.line(format!("  Above {threshold} a mitigation is needed; from {refused} without one it is refused."));
            }
            RiskEngine::Lookup(lookup) => {
                let fields: Vec<String> = lookup
                    .fields
                    .iter()
                    .map(|field| format!("`{field}`"))
                    .collect();
                page.line(format!(
                    "- **{name}**: the highest of {}.{}",
                    fields.join(", "),
                    mark(&lookup.from)
                ));
                for raise in &lookup.raise {
                    page.line(format!(
                        "  - at least {} because {}",
                        raise.to, raise.because
                    ));
                }
            }
        }
    }
    for (level, asks) in &process.risk.asks {
        page.line(format!("- {level} asks for: {asks}"));
    }
}

fn bands(bands: &[Band]) -> String {
    let shown: Vec<String> = bands
        .iter()
        .map(|band| match band.at_most {
            Some(most) => format!("up to {most} {}", band.level),
            None => format!("above {}", band.level),
        })
        .collect();
    shown.join(", ")
}

/// Standing tasks, list by list.
pub(super) fn checklists(process: &Process, page: &mut Page) {
    if process.checklists.is_empty() {
        return;
    }
    page.heading("Checklists");
    for (id, checklist) in &process.checklists {
        let when = checklist
            .when
            .as_ref()
            .map_or_else(String::new, |when| format!(", when `{}`", when.source()));
        let title = titled(checklist.title.as_ref(), id);
        page.line(format!(
            "- **{title}** (`{id}`){when}{}",
            mark(&checklist.from)
        ));
        for (group, task) in checklist.all_tasks() {
            let group = if group.is_empty() {
                String::new()
            } else {
                format!("{group}: ")
            };
            page.line(format!("  - {group}{task}"));
        }
    }
}

/// Test types and levels.
pub(super) fn tests(process: &Process, page: &mut Page) {
    let tests = &process.tests;
    if tests.types.is_empty() && tests.levels.is_empty() {
        return;
    }
    page.heading("Tests");
    for (id, test) in &tests.types {
        let mut facts = Vec::new();
        facts.extend(test.environment.clone());
        facts.extend(test.takes.map(|takes| takes.to_string()));
        facts.extend(test.passes_when.clone());
        facts.push(
            if test.automated {
                "automated"
            } else {
                "by hand"
            }
            .to_owned(),
        );
        page.line(format!(
            "- **{}**: {}{}",
            titled(test.title.as_ref(), id),
            facts.join("; "),
            mark(&test.from)
        ));
    }
    for (level, types) in &tests.levels {
        let types: Vec<&str> = types.iter().map(String::as_str).collect();
        page.line(format!("- {level} asks for {}", joined(&types, "and")));
    }
}

/// Which kind of back-out, and why.
pub(super) fn back_out(process: &Process, page: &mut Page) {
    let rules = &process.back_out;
    page.heading("Back-out");
    for rule in &rules.kinds {
        let kind = match rule.kind {
            BackOutKind::Immediate => "immediate",
            BackOutKind::Planned => "planned",
            BackOutKind::Partial => "partial",
            BackOutKind::Full => "full",
        };
        let when = rule.when.as_ref().map_or_else(
            || "otherwise".to_owned(),
            |when| format!("when `{}`", when.source()),
        );
        page.line(format!("- {kind}, {when}{}", mark(&rule.from)));
    }
    if rules.kinds.is_empty() {
        page.line("- partial");
    }
    for reason in &rules.by_hand_when {
        page.line(format!("- by hand when: {reason}"));
    }
}

/// Codes, monitoring and the review afterwards.
pub(super) fn closure(process: &Process, page: &mut Page) {
    let closure = &process.closure;
    page.heading("Closure");
    if let Some(least) = closure.monitor_at_least {
        let most = closure
            .monitor_at_most
            .map_or_else(String::new, |most| format!(", at most {most}"));
        page.line(format!("- monitored for at least {least}{most}"));
    }
    for title in closure.codes.values() {
        page.line(format!("- may end as: {title}"));
    }
    for review in &closure.review {
        let when = review
            .when
            .as_ref()
            .map_or_else(String::new, |when| format!(", when `{}`", when.source()));
        let who: Vec<&str> = review.who.iter().map(String::as_str).collect();
        let who = if who.is_empty() {
            String::new()
        } else {
            format!(" with {}", joined(&who, "and"))
        };
        page.line(format!(
            "- reviewed within {}{who}{when}{}",
            review.within,
            mark(&review.from)
        ));
    }
}
