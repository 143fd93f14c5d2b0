//! In which roles somebody can act for one change: assigned roles, roles filled from a field, and delegations.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use placet_teeth::{Bug, planted};
use serde_json::Value;

use crate::ids::{FieldId, PersonId, RoleId};
use crate::people::{Capacity, Directory, PersonKind};
use crate::process::{FilledBy, Process};

/// Those who hold a role for a change with these fields. Persons whom the directory does not know hold nothing.
pub fn holders(
    process: &Process,
    fields: &BTreeMap<FieldId, Value>,
    directory: &Directory,
    role: &RoleId,
) -> BTreeSet<PersonId> {
    match process.roles.get(role).map(|role| &role.filled_by) {
        Some(FilledBy::Field(field)) => named(fields.get(field))
            .filter(|id| directory.person(id).is_some())
            .collect(),
        _ => directory.holders(role).into_iter().cloned().collect(),
    }
}

/// Every capacity in which a person can act for a change with these fields: own roles first, then delegated ones. A
/// role that is filled from a field can be handed over like any other.
pub fn capacities(
    process: &Process,
    fields: &BTreeMap<FieldId, Value>,
    directory: &Directory,
    person: &PersonId,
    now: Timestamp,
) -> Vec<Capacity> {
    let own = roles_of(process, fields, directory, person);
    let mut all: Vec<Capacity> = own
        .into_iter()
        .map(|role| Capacity {
            role,
            on_behalf_of: None,
        })
        .collect();
    for delegation in &directory.delegations {
        let ended = delegation.until <= now && !planted(Bug::DelegationAfterItsEnd);
        let valid = delegation.to == *person && delegation.since <= now && !ended;
        if !valid {
            continue;
        }
        let given = roles_of(process, fields, directory, &delegation.from);
        let given = given
            .into_iter()
            .filter(|role| delegation.roles.is_empty() || delegation.roles.contains(role));
        all.extend(given.map(|role| Capacity {
            role,
            on_behalf_of: Some(delegation.from.clone()),
        }));
    }
    all
}

/// Whether an account is a human's; unknown accounts are not.
pub(super) fn is_human(directory: &Directory, id: &PersonId) -> bool {
    directory
        .person(id)
        .is_some_and(|person| person.kind == PersonKind::Human || planted(Bug::AgentApproves))
}

fn roles_of(
    process: &Process,
    fields: &BTreeMap<FieldId, Value>,
    directory: &Directory,
    person: &PersonId,
) -> BTreeSet<RoleId> {
    let Some(known) = directory.person(person) else {
        return BTreeSet::new();
    };
    let from_field = |role: &RoleId| match process.roles.get(role).map(|role| &role.filled_by) {
        Some(FilledBy::Field(field)) => Some(field),
        _ => None,
    };
    let assigned = known
        .roles
        .iter()
        .filter(|role| from_field(role).is_none())
        .cloned();
    let filled = process.roles.keys().filter(|role| {
        from_field(role).is_some_and(|field| named(fields.get(field)).any(|id| id == *person))
    });
    assigned.chain(filled.cloned()).collect()
}

fn named(value: Option<&Value>) -> impl Iterator<Item = PersonId> {
    let texts: Vec<&str> = match value {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    texts
        .into_iter()
        .filter_map(|text| text.parse().ok())
        .collect::<Vec<_>>()
        .into_iter()
}
