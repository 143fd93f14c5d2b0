//! From the process's rules to the approvals that one change needs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::policy::{Context, slots_of};
use super::{Electors, Slot, SlotKind, Timing};
use crate::risk::RiskAssessment;
use placet_language::condition::{Scope, holds_or_not};
use placet_language::ids::{FieldId, ModelId};
use placet_language::lead::Lead;
use placet_language::process::{ApprovalRule, Class, Policy, Process};

/// What the approval rules read of a change.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The model that handles the change.
    pub model: &'a ModelId,
    /// The class of the model.
    pub class: Class,
    /// The risk, once it has been assessed.
    pub risk: Option<&'a RiskAssessment>,
    /// The field values.
    pub fields: &'a BTreeMap<FieldId, Value>,
    /// What conditions see.
    pub scope: &'a Scope<'a>,
}

/// Every approval that a change needs: what all rules ask for, taken together (Z22).
///
/// Identical requirements of several rules become one, under the names of all of them and with the earliest deadline. A
/// vote gives a slot that nobody can fill, so that the change stays blocked and says why. So does a change for which no
/// rule asks for anything: `automatic: true` must be written where nobody is to approve. A table without an entry for a
/// change asks for nothing.
pub fn required(electors: &Electors<'_>, subject: &Subject<'_>) -> Vec<Slot> {
    let Electors { process, .. } = electors;
    let context = Context {
        electors: *electors,
        fields: subject.fields,
    };
    let mut slots: Vec<Slot> = Vec::new();
    let mut decided = false;
    for rule in process
        .approvals
        .rules
        .iter()
        .filter(|rule| holds_or_not(rule.when.as_ref(), subject.scope))
    {
        for policy in policies(process, rule, subject) {
            if holds_or_not(policy.when.as_ref(), subject.scope) {
                decided = true;
                merge(&mut slots, slots_of(&context, rule, policy));
            }
        }
    }
    if !decided {
        slots.push(no_rule());
    }
    slots
}

impl Subject<'_> {
    /// The values of one key; several for a field that takes several.
    fn values(&self, process: &Process, key: &str) -> Vec<String> {
        match key {
            "model" => vec![self.model.to_string()],
            "class" => vec![self.class.name().to_owned()],
            "risk" => vec![
                self.risk
                    .map_or_else(String::new, |risk| risk.level.clone()),
            ],
            field => {
                let name = field.strip_prefix("change.").unwrap_or(field);
                let known = process.fields().find(|(id, _)| id.as_str() == name);
                let default = known.and_then(|(_, field)| field.default.as_ref());
                let given = self
                    .fields
                    .iter()
                    .find(|(id, _)| id.as_str() == name)
                    .map(|(_, value)| value);
                given
                    .filter(|value| !value.is_null())
                    .or(default)
                    .map(texts)
                    .unwrap_or_default()
            }
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Null | Value::Object(_) => Vec::new(),
        other => vec![other.to_string()],
    }
}

/// Returns the policies of a rule: its `need`, and the entries of its table for every combination of key values.
fn policies<'a>(
    process: &Process,
    rule: &'a ApprovalRule,
    subject: &Subject<'_>,
) -> Vec<&'a Policy> {
    let mut found: Vec<&Policy> = rule.need.iter().collect();
    let Some(table) = &rule.table else {
        return found;
    };
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    for key in &table.by {
        let mut values = subject.values(process, key);
        // A value that is missing is looked up as the empty text, which only `any` lists.
        if values.is_empty() {
            values.push(String::new());
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                values
                    .iter()
                    .map(|value| row.iter().cloned().chain([value.clone()]).collect())
            })
            .collect();
    }
    let mut seen: Vec<&[Policy]> = Vec::new();
    for row in rows {
        let row: Vec<&str> = row.iter().map(String::as_str).collect();
        if let Some(entry) = table.find(&row).filter(|entry| !seen.contains(entry)) {
            seen.push(entry);
            found.extend(entry);
        }
    }
    found
}

/// Returns the slot of a change for which no rule asks for anything. Nobody can fill it.
fn no_rule() -> Slot {
    Slot {
        id: "roles/no_rule".to_owned(),
        kind: SlotKind::Unfillable,
        title: "no approval rule says who approves this change".to_owned(),
        set: "roles".to_owned(),
        eligible: Vec::new(),
        comes_after: None,
        timing: Timing::Before,
        within: None,
        checklist: Vec::new(),
        rules: Vec::new(),
        from: Vec::new(),
    }
}

/// Adds slots, uniting each with one that asks for the same.
fn merge(slots: &mut Vec<Slot>, new: Vec<Slot>) {
    // A slot that keeps its own id because of another order takes its followers along.
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for mut slot in new {
        if let Some(before) = slot.comes_after.as_ref().and_then(|id| renamed.get(id)) {
            slot.comes_after = Some(before.clone());
        }
        match slots.iter_mut().find(|known| known.id == slot.id) {
            None => slots.push(slot),
            Some(known)
                if known.comes_after.is_none()
                    || slot.comes_after.is_none()
                    || known.comes_after == slot.comes_after =>
            {
                unite(known, slot);
            }
            Some(_) => {
                let own = format!("{}@{}", slot.id, slot.rules.join("+"));
                renamed.insert(slot.id.clone(), own.clone());
                slot.id = own;
                slots.push(slot);
            }
        }
    }
}

fn unite(known: &mut Slot, other: Slot) {
    let add = |into: &mut Vec<String>, more: Vec<String>| {
        for item in more {
            if !into.contains(&item) {
                into.push(item);
            }
        }
    };
    known.comes_after = known.comes_after.take().or(other.comes_after);
    known.within = [known.within, other.within]
        .into_iter()
        .flatten()
        .min_by_key(|lead| rough_seconds(*lead));
    add(&mut known.checklist, other.checklist);
    add(&mut known.rules, other.rules);
    add(&mut known.from, other.from);
}

/// A lead in seconds, roughly, to tell which of two is shorter when no instant is known to count from.
fn rough_seconds(lead: Lead) -> i64 {
    match lead {
        Lead::Elapsed(elapsed) => elapsed.seconds(),
        Lead::SameDay => 86_400,
        Lead::BusinessDays(days) => i64::from(days) * 86_400,
    }
}

#[cfg(test)]
mod tests;
