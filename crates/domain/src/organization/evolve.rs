//! Folds the organizations' events. No rules here, and it never fails.

use std::sync::Arc;

use super::event::OrganizationEvent as Event;
use super::state::{Hook, Organizations, Proposal, Token};
use placet_language::people::Directory;

impl Organizations {
    /// Folds one event.
    pub fn apply(&mut self, event: Event) {
        *self.versions.entry(event.stream()).or_default() += 1;
        match event {
            Event::ProcessInstalled {
                process, digest, ..
            } => {
                self.current.insert(process, digest);
            }
            Event::TokenIssued {
                token,
                person,
                scopes,
                expires,
                ..
            } => {
                let issued = Token {
                    person,
                    scopes,
                    expires,
                    revoked: false,
                };
                self.tokens.insert(token, issued);
            }
            Event::TokenRevoked { token, .. } => {
                if let Some(token) = self.tokens.get_mut(&token) {
                    token.revoked = true;
                }
            }
            Event::PasswordSet { person } => {
                self.passwords.insert(person);
            }
            Event::HookSet {
                hook,
                person,
                secrets,
                ..
            } => {
                let set = Hook {
                    person,
                    secrets,
                    revoked: false,
                };
                self.hooks.insert(hook, set);
            }
            Event::HookRevoked { hook, .. } => {
                if let Some(hook) = self.hooks.get_mut(&hook) {
                    hook.revoked = true;
                }
            }
            Event::ProposalMade {
                process,
                proposal,
                by,
                command,
                digest,
                based_on,
                reason,
            } => {
                let made = Proposal {
                    process,
                    by,
                    command: *command,
                    digest,
                    based_on,
                    reason,
                };
                self.proposals.insert(proposal, made);
            }
            Event::ProposalApproved { proposal, .. } | Event::ProposalRejected { proposal, .. } => {
                self.proposals.remove(&proposal);
            }
            Event::BreakGlassUsed { .. } => {}
            people => {
                if let Some(process) = people.stream().process().cloned() {
                    let directory = self.people.entry(process).or_default();
                    apply_to_people(Arc::make_mut(directory), people);
                }
            }
        }
    }
}

/// Folds an event of a process's people into its directory; every other event leaves it as it is.
pub fn apply_to_people(directory: &mut Directory, event: Event) {
    match event {
        Event::PeopleReplaced {
            directory: given, ..
        } => *directory = given,
        Event::DelegationGranted { delegation, .. } => directory.delegations.push(delegation),
        Event::DelegationRevoked { delegation, .. } => {
            directory.delegations.retain(|known| *known != delegation);
        }
        Event::PersonAdded {
            person, details, ..
        }
        | Event::PersonChanged {
            person, details, ..
        } => {
            directory.people.insert(person, details);
        }
        Event::PersonRemoved { person, .. } => {
            directory.people.remove(&person);
            directory.administrators.remove(&person);
            directory
                .delegations
                .retain(|known| known.from != person && known.to != person);
            for other in directory.people.values_mut() {
                other.also.retain(|linked| *linked != person);
            }
        }
        Event::RoleGranted { person, role, .. } => {
            if let Some(person) = directory.people.get_mut(&person) {
                person.roles.insert(role);
            }
        }
        Event::RoleRevoked { person, role, .. } => {
            if let Some(person) = directory.people.get_mut(&person) {
                person.roles.remove(&role);
            }
        }
        Event::AdministratorMade { person, .. } => {
            directory.administrators.insert(person);
        }
        Event::AdministratorUnmade { person, .. } => {
            directory.administrators.remove(&person);
        }
        _ => {}
    }
}
