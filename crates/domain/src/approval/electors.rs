//! In which roles a person can act for one change: assigned roles, roles filled from a field, and delegations.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use placet_teeth::{Bug, planted};
use serde_json::Value;

use placet_language::ids::{FieldId, PersonId, RoleId};
use placet_language::people::{Capacity, Directory, PersonKind};
use placet_language::process::{FilledBy, Process};

/// The people of an organization and the roles of its process at one instant.
#[derive(Debug, Clone, Copy)]
pub struct Electors<'a> {
    /// The process, which says how each role is filled.
    pub process: &'a Process,
    /// The people and their delegations.
    pub directory: &'a Directory,
    /// The instant at which a delegation must be valid and a turn must have come.
    pub now: Timestamp,
}

impl Electors<'_> {
    /// Returns those who hold a role for a change with these fields. An account that the directory does not know holds
    /// nothing.
    pub fn holders(&self, fields: &BTreeMap<FieldId, Value>, role: &RoleId) -> BTreeSet<PersonId> {
        match self.field_of(role) {
            Some(field) => named(fields.get(field))
                .filter(|id| self.directory.person(id).is_some())
                .collect(),
            None => self.directory.holders(role).into_iter().cloned().collect(),
        }
    }

    /// Returns every capacity in which a person can act for a change with these fields: own roles first, then delegated
    /// ones. A role that is filled from a field can be delegated like any other.
    pub fn capacities(
        &self,
        fields: &BTreeMap<FieldId, Value>,
        person: &PersonId,
    ) -> Vec<Capacity> {
        let own = self.roles_of(fields, person);
        let mut all: Vec<Capacity> = own
            .into_iter()
            .map(|role| Capacity {
                role,
                on_behalf_of: None,
            })
            .collect();
        for delegation in &self.directory.delegations {
            let ended = delegation.until <= self.now && !planted(Bug::DelegationAfterItsEnd);
            let valid = delegation.to == *person && delegation.since <= self.now && !ended;
            if !valid {
                continue;
            }
            let given = self.roles_of(fields, &delegation.from);
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

    /// Tells whether an account is a human's; an unknown account is not.
    pub(super) fn is_human(&self, id: &PersonId) -> bool {
        self.directory
            .person(id)
            .is_some_and(|person| person.kind == PersonKind::Human || planted(Bug::AgentApproves))
    }

    fn roles_of(&self, fields: &BTreeMap<FieldId, Value>, person: &PersonId) -> BTreeSet<RoleId> {
        let Some(known) = self.directory.person(person) else {
            return BTreeSet::new();
        };
        let assigned = known
            .roles
            .iter()
            .filter(|role| self.field_of(role).is_none())
            .cloned();
        let filled = self.process.roles.keys().filter(|role| {
            self.field_of(role)
                .is_some_and(|field| named(fields.get(field)).any(|id| id == *person))
        });
        assigned.chain(filled.cloned()).collect()
    }

    /// Returns the field that fills a role; none for a role that is assigned to people.
    fn field_of(&self, role: &RoleId) -> Option<&FieldId> {
        match self.process.roles.get(role).map(|role| &role.filled_by) {
            Some(FilledBy::Field(field)) => Some(field),
            _ => None,
        }
    }
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
