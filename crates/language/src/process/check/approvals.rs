//! Approvals: tables answer for every combination exactly once, and every model is covered by some rule.

use std::collections::HashMap;

use crate::findings::{Findings, path};
use crate::ids::ModelId;
use crate::path::Path;
use crate::process::ast::{
    ANY, ApprovalRule, FieldType, Model, Policy, Process, Required, Rows, Table, keys_of,
};
use crate::suggest::{listed, remedy};
use crate::text::shown;

/// Checks every rule, then every model.
pub(super) fn check(process: &Process, findings: &mut Findings<'_>) {
    for (index, rule) in process.approvals.rules.iter().enumerate() {
        let place = path(&["approvals", "rules"]).index(index);
        check_policies(&rule.need, &place.key("need"), findings);
        if let Some(table) = &rule.table {
            check_table(process, table, &place, findings);
        }
    }
    for (id, model) in &process.models {
        if !process
            .approvals
            .rules
            .iter()
            .any(|rule| covers(process, rule, id, model))
        {
            let message = format!("no approval rule applies to the model `{id}`");
            let hint = "add a rule, or one with `need: {automatic: true}`";
            findings.add(&path(&["models", id.as_str()]), message, hint);
        }
    }
}

/// Checks policies that the file writes as one or as a list.
fn check_policies(policies: &[Policy], place: &Path, findings: &mut Findings<'_>) {
    let node = findings.node.at(place);
    let single = node.is_some_and(|node| node.map().is_some());
    for (nth, policy) in policies.iter().enumerate() {
        match single {
            true => check_policy(policy, place, findings),
            false => check_policy(policy, &place.index(nth), findings),
        }
    }
}

fn check_policy(policy: &Policy, place: &Path, findings: &mut Findings<'_>) {
    let counted = policy.count.is_some() || policy.percent.is_some();
    if counted && policy.of.is_empty() {
        findings.add(place, "it does not say of whom", "add `of` with roles");
    }
    if !counted && !policy.of.is_empty() {
        findings.add(
            &place.key("of"),
            "`of` needs `count` or `percent`",
            "leave it out or use `any`",
        );
    }
    if policy.each.is_some() && policy.succession.is_empty() {
        findings.add(
            &place.key("each"),
            "`each` needs `succession`",
            "leave it out",
        );
    }
    if policy.succession.len() > 1 && policy.each.is_none() {
        let hint = "add `each`, such as `each: 15m`";
        findings.add(
            place,
            "it does not say when the next of the succession may answer",
            hint,
        );
    }
}

/// What a table may be looked up by: the values, and whether one of them is always there.
struct Lookup {
    values: Vec<String>,
    always: bool,
}

fn lookup(process: &Process, by: &str) -> Result<Lookup, (String, String)> {
    let certain = |values: Vec<String>| {
        Ok(Lookup {
            values,
            always: true,
        })
    };
    match by {
        "model" => certain(process.models.keys().map(ToString::to_string).collect()),
        "class" => {
            let mut classes: Vec<String> = process
                .models
                .values()
                .map(|model| model.class.name().to_owned())
                .collect();
            classes.sort();
            classes.dedup();
            certain(classes)
        }
        "risk" => certain(process.risk.levels.clone()),
        name => {
            let Some((_, field)) = process.fields().find(|(id, _)| id.as_str() == name) else {
                let words = ["model", "class", "risk"]
                    .into_iter()
                    .chain(process.fields().map(|(id, _)| id.as_str()));
                let hint = remedy(name, words, "use one of");
                return Err((format!("`{}` is nothing to look up by", shown(name)), hint));
            };
            let values = match field.kind {
                FieldType::Bool => vec!["false".to_owned(), "true".to_owned()],
                FieldType::OneOf => process.values_of(field),
                _ => {
                    let hint = "use a field with a vocabulary or `one_of`";
                    return Err((
                        format!("the field `{name}` does not hold one of a list of values"),
                        hint.to_owned(),
                    ));
                }
            };
            let always = field.kind == FieldType::Bool
                || field.default.is_some()
                || field.required != Required::Fixed(false);
            Ok(Lookup { values, always })
        }
    }
}

fn check_table(
    process: &Process,
    table: &Table<Policy>,
    place: &Path,
    findings: &mut Findings<'_>,
) {
    let mut levels = Vec::new();
    for (index, by) in table.by.iter().enumerate() {
        match lookup(process, by) {
            Ok(level) => levels.push((by.as_str(), level)),
            Err((message, hint)) => findings.add(&place.key("by").index(index), message, hint),
        }
    }
    if levels.len() == table.by.len() {
        check_level(&table.rows, &levels, &place.key("table"), findings);
    }
}

fn check_level(
    rows: &Rows<Policy>,
    levels: &[(&str, Lookup)],
    place: &Path,
    findings: &mut Findings<'_>,
) {
    let (entries, (by, lookup), deeper) = match (rows, levels.split_first()) {
        (Rows::By(entries), Some((level, deeper))) => (entries, level, deeper),
        (Rows::Leaf(policies), _) => return check_policies(policies, place, findings),
        (Rows::By(_), None) => return,
    };
    let mut first: HashMap<&str, &str> = HashMap::new();
    for (key, rows) in entries {
        let at = place.key(key);
        for word in keys_of(key) {
            if word != ANY && !lookup.values.iter().any(|value| value == word) {
                let values = lookup.values.iter().map(String::as_str);
                let hint = remedy(word, values, "its values are");
                findings.add(
                    &at,
                    format!("`{}` is not a value of `{by}`", shown(word)),
                    hint,
                );
            }
            if let Some(other) = first.insert(word, key) {
                let message = format!("`{word}` is already listed by `{}`", shown(other));
                findings.add(&at, message, "list every value once");
            }
        }
        check_level(rows, deeper, &at, findings);
    }
    if first.contains_key(ANY) {
        return;
    }
    let missing: Vec<&str> = lookup
        .values
        .iter()
        .map(String::as_str)
        .filter(|value| !first.contains_key(value))
        .collect();
    if !missing.is_empty() {
        let message = format!("the table says nothing for {} of `{by}`", listed(missing));
        findings.add(place, message, "add them, or `any` for the rest");
    } else if !lookup.always {
        let message = format!("the table says nothing for a change without `{by}`");
        findings.add(
            place,
            message,
            format!("add `any`, or make the field `{by}` required"),
        );
    }
}

/// Whether a rule can apply to changes of a model and then asks for something, or says `automatic`.
fn covers(process: &Process, rule: &ApprovalRule, id: &ModelId, model: &Model) -> bool {
    let class = model.class.name();
    if let Some(when) = &rule.when
        && !may_hold(process, when.source(), id, class)
    {
        return false;
    }
    match &rule.table {
        Some(table) => asks(&table.rows, &table.by, id.as_str(), class),
        None => !rule.need.is_empty(),
    }
}

/// Tells whether an entry of a table may be the one for a model and asks for something.
fn asks(rows: &Rows<Policy>, by: &[String], model: &str, class: &str) -> bool {
    let (entries, first, deeper) = match (rows, by.split_first()) {
        (Rows::By(entries), Some((first, deeper))) => (entries, first, deeper),
        (Rows::Leaf(policies), _) => return !policies.is_empty(),
        (Rows::By(_), None) => return false,
    };
    entries.iter().any(|(key, rows)| {
        let keys = keys_of(key);
        let fits = keys.contains(&ANY)
            || match first.as_str() {
                "model" => keys.contains(&model),
                "class" => keys.contains(&class),
                _ => true,
            };
        fits && asks(rows, deeper, model, class)
    })
}

/// Whether a condition may hold for a model. Only plain comparisons with other models or classes rule it out; anything
/// else may hold, so that this check never complains without cause.
fn may_hold(process: &Process, source: &str, id: &ModelId, class: &str) -> bool {
    if source.contains(['!', '|', '?']) {
        return true;
    }
    let compared = |variable: &str, own: &str, known: &[&str]| {
        let names_variable = source
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')))
            .any(|w| w == variable);
        let quoted: Vec<&str> = source.split(['"', '\'']).skip(1).step_by(2).collect();
        !names_variable
            || quoted.contains(&own)
            || !known.iter().any(|other| quoted.contains(other))
    };
    let models: Vec<&str> = process.models.keys().map(ModelId::as_str).collect();
    compared("model", id.as_str(), &models)
        && compared("class", class, &["standard", "normal", "emergency"])
}
