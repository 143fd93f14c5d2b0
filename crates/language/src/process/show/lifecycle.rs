//! Models, states and moves.

use super::page::{Page, joined, mark, titled};
use crate::process::ast::{MoveRule, Phase, Process};

/// One paragraph for each model.
pub(super) fn models(process: &Process, page: &mut Page) {
    page.heading("Change models");
    for (id, model) in &process.models {
        let title = titled(model.title.as_ref(), id.as_str());
        let class = model.class.name();
        page.line(format!(
            "- **{title}** (`{id}`, {class}): {}.{}",
            model.purpose,
            mark(&model.from)
        ));
        let mut facts = Vec::new();
        facts.extend(
            model
                .when
                .as_ref()
                .map(|when| format!("when `{}`", when.source())),
        );
        facts.extend(
            model
                .inherent_risk
                .as_ref()
                .map(|risk| format!("inherent risk {risk}")),
        );
        facts.extend(model.lead.map(|lead| format!("notice {lead}")));
        facts.extend(model.lead_at_most.map(|lead| format!("done within {lead}")));
        facts.extend(
            model
                .testing
                .as_ref()
                .map(|level| format!("testing {level}")),
        );
        facts.extend(model.runs.clone());
        facts.extend(
            model
                .template_required
                .then(|| "only from a template".to_owned()),
        );
        facts.extend(
            model
                .starts_automatically
                .then(|| "starts by itself once authorized".to_owned()),
        );
        if !facts.is_empty() {
            page.line(format!("  {}.", facts.join("; ")));
        }
    }
}

/// The states, then the moves between them.
pub(super) fn states(process: &Process, page: &mut Page) {
    page.heading("Lifecycle");
    for (id, state) in &process.lifecycle.states {
        let shown = state
            .title
            .as_ref()
            .map_or_else(String::new, |title| format!(", shown as \"{title}\""));
        page.line(format!("- `{id}` ({}){shown}", phase_name(state.phase)));
    }
    page.line("");
    for (verb, list) in &process.lifecycle.moves {
        for rule in &list.0 {
            page.line(format!("- **{}** {}", verb_name(verb), sentence(rule)));
        }
    }
}

fn sentence(rule: &MoveRule) -> String {
    let at: Vec<String> = rule.at.iter().map(|state| format!("`{state}`")).collect();
    let at: Vec<&str> = at.iter().map(String::as_str).collect();
    let mut text = format!("leads from {} to `{}`", joined(&at, "or"), rule.to);
    if let Some(when) = &rule.when {
        text.push_str(&format!(" when `{}`", when.source()));
    }
    if !rule.holds.is_empty() {
        let holds: Vec<String> = rule.holds.iter().cloned().map(String::from).collect();
        text.push_str(&format!("; must hold: {}", holds.join(", ")));
    }
    if !rule.by.is_empty() {
        text.push_str(&format!("; by {}", rule.by.join(", ")));
    }
    text.push('.');
    text + &mark(&rule.from)
}

/// The word of the file for a value of a closed set.
fn word_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn phase_name(phase: Phase) -> String {
    word_of(&phase)
}

fn verb_name(verb: &crate::process::ast::Move) -> String {
    word_of(verb)
}
