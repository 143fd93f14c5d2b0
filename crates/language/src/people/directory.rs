//! Who is there: persons, agents, the roles they hold, and delegations.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::ids::{PersonId, RoleId};

/// What an account is; fixed when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// A human being.
    #[default]
    Human,
    /// An AI agent: may propose, assess and execute, and never approves.
    Agent,
    /// A service account, under the same limits as an agent.
    Service,
}

/// A person of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name shown to people.
    pub name: String,
    /// Where to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Human, agent or service.
    #[serde(default)]
    pub kind: PersonKind,
    /// For an agent or service: the human who answers for it. What the agent contributes counts as theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<PersonId>,
    /// Other accounts of the same human; they count as one person in every approval.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<PersonId>,
    /// Roles held.
    #[serde(default)]
    pub roles: BTreeSet<RoleId>,
}

/// A dated hand-over of roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// Who hands over.
    pub from: PersonId,
    /// Who acts in their place.
    pub to: PersonId,
    /// Which roles; empty means all that `from` holds.
    #[serde(default)]
    pub roles: BTreeSet<RoleId>,
    /// First instant it is valid.
    pub since: Timestamp,
    /// First instant it is no longer valid.
    pub until: Timestamp,
}

impl Delegation {
    /// Returns a short id, made of what the hand-over says.
    pub fn id(&self) -> String {
        Digest::of_json(&serde_json::to_value(self).unwrap_or_default()).short()
    }
}

/// All persons of an organization and what they may act as.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// Persons by id.
    #[serde(default)]
    pub people: BTreeMap<PersonId, Person>,
    /// Delegations, past and future ones too.
    #[serde(default)]
    pub delegations: Vec<Delegation>,
    /// Who may manage people, processes and tokens.
    #[serde(default)]
    pub administrators: BTreeSet<PersonId>,
}

/// How a person comes to act in a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// The role acted in.
    pub role: RoleId,
    /// The person whose role it is, when it was delegated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PersonId>,
}

impl Directory {
    /// The person, if known.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.get(id)
    }

    /// The human who answers for this account: the principal of an agent, the account itself otherwise.
    pub fn principal(&self, id: &PersonId) -> PersonId {
        match self.person(id) {
            Some(Person {
                principal: Some(principal),
                ..
            }) => principal.clone(),
            _ => id.clone(),
        }
    }

    /// All accounts that count as one person with this one: linked accounts and agents they answer for.
    pub fn same_person(&self, id: &PersonId) -> BTreeSet<PersonId> {
        let mut set = BTreeSet::from([self.principal(id), id.clone()]);
        // A link may be written on either side, so the set grows until nothing new is found; it is bounded by the
        // number of persons.
        loop {
            let before = set.len();
            for (other, person) in &self.people {
                let linked = person
                    .also
                    .iter()
                    .chain(&person.principal)
                    .any(|link| set.contains(link));
                if linked || set.contains(other) {
                    set.insert(other.clone());
                    set.extend(person.also.iter().chain(&person.principal).cloned());
                }
            }
            if set.len() == before {
                return set;
            }
        }
    }

    /// Those who hold a role themselves, in order of id.
    pub fn holders(&self, role: &RoleId) -> Vec<&PersonId> {
        self.people
            .iter()
            .filter(|(_, person)| person.roles.contains(role))
            .map(|(id, _)| id)
            .collect()
    }

    /// Every capacity in which a person can act at an instant: own roles first, then delegated ones.
    pub fn capacities(&self, id: &PersonId, now: Timestamp) -> Vec<Capacity> {
        let own = self
            .person(id)
            .map(|person| person.roles.clone())
            .unwrap_or_default();
        let mut all: Vec<Capacity> = own
            .into_iter()
            .map(|role| Capacity {
                role,
                on_behalf_of: None,
            })
            .collect();
        for delegation in &self.delegations {
            let valid = delegation.to == *id && delegation.since <= now && now < delegation.until;
            let Some(giver) = self.person(&delegation.from).filter(|_| valid) else {
                continue;
            };
            let given = giver
                .roles
                .iter()
                .filter(|role| delegation.roles.is_empty() || delegation.roles.contains(*role));
            all.extend(given.map(|role| Capacity {
                role: role.clone(),
                on_behalf_of: Some(delegation.from.clone()),
            }));
        }
        all
    }
}
