//! Approvals: tables answer for every combination exactly once, and every model is covered by some rule.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::{Findings, path};
use crate::ids::ModelId;
use crate::process::ast::{ApprovalRule, FieldType, Model, Policy, Process, Required};
use crate::process::path::Path;
use crate::process::suggest::{listed, remedy};
use crate::process::table::{ANY, keys_of};
use crate::process::text::shown;

/// Checks every rule, then every model.
pub(super) fn check(process: &Process, findings: &mut Findings<'_>) {
    for (index, rule) in process.approvals.rules.iter().enumerate() {
        let place = path(&["approvals", "rules"]).index(index);
        for (nth, policy) in rule.need.iter().enumerate() {
            let at = place.key("need");
            let single = findings
                .node
                .at(&at)
                .is_some_and(|node| node.map().is_some());
            check_policy(policy, &if single { at } else { at.index(nth) }, findings);
        }
        if let Some(table) = &rule.table {
            check_table(process, rule, table, &place, findings);
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
    rule: &ApprovalRule,
    table: &IndexMap<String, Value>,
    place: &Path,
    findings: &mut Findings<'_>,
) {
    let mut levels = Vec::new();
    for (index, by) in rule.by.iter().enumerate() {
        match lookup(process, by) {
            Ok(level) => levels.push((by.as_str(), level)),
            Err((message, hint)) => findings.add(&place.key("by").index(index), message, hint),
        }
    }
    if levels.len() == rule.by.len() {
        let entries: Vec<(&str, &Value)> = table
            .iter()
            .map(|(key, value)| (key.as_str(), value))
            .collect();
        check_level(&entries, &levels, &place.key("table"), findings);
    }
}

fn check_level(
    entries: &[(&str, &Value)],
    levels: &[(&str, Lookup)],
    place: &Path,
    findings: &mut Findings<'_>,
) {
    let Some(((by, lookup), deeper)) = levels.split_first() else {
        return;
    };
    let mut first: HashMap<&str, &str> = HashMap::new();
    for (key, value) in entries {
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
        if deeper.is_empty() {
            for (policy, at) in policies(value, &at) {
                check_policy(&policy, &at, findings);
            }
        } else if let Some(map) = value.as_object() {
            let entries: Vec<(&str, &Value)> = map
                .iter()
                .map(|(key, value)| (key.as_str(), value))
                .collect();
            check_level(&entries, deeper, &at, findings);
        }
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

/// The policies of a leaf, with their places.
fn policies(leaf: &Value, place: &Path) -> Vec<(Policy, Path)> {
    let read = |value: &Value| serde_json::from_value(value.clone()).ok();
    match leaf {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| Some((read(item)?, place.index(index))))
            .collect(),
        one => read(one)
            .map(|policy| (policy, place.clone()))
            .into_iter()
            .collect(),
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
    let Some(table) = &rule.table else {
        return !rule.need.is_empty();
    };
    table
        .iter()
        .any(|(key, value)| asks(key, value, &rule.by, id.as_str(), class))
}

/// Whether the entry of a table may be the one for a model and asks for something.
fn asks(key: &str, value: &Value, by: &[String], model: &str, class: &str) -> bool {
    let Some((first, deeper)) = by.split_first() else {
        return false;
    };
    let keys = keys_of(key);
    let fits = keys.contains(&ANY)
        || match first.as_str() {
            "model" => keys.contains(&model),
            "class" => keys.contains(&class),
            _ => true,
        };
    fits && match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) if !deeper.is_empty() => map
            .iter()
            .any(|(key, value)| asks(key, value, deeper, model, class)),
        _ => true,
    }
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
