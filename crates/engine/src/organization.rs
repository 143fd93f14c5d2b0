//! The organizations: their requests take the same path as every command.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::organization::{
    Actor, Command, Facts, InstallProcess, Invite, IssueToken, OrganizationEvent, Organizations,
    Proposal, Request, RevokeToken, SetPeople, as_of, decide,
};
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_domain::{PersonId, ProcessName};
use placet_store::{IdempotencyKey, Kept, OrganizationAppend, OrganizationReceipt};

use crate::core::Core;
use crate::error::ExecuteError;

/// The prefix of a secret, so that a leaked one is recognized.
const TOKEN_PREFIX: &str = "plc_";

/// A command to an organization, and the actor.
#[derive(Debug, Clone)]
pub struct OrganizationOrder {
    /// The actor.
    pub actor: Actor,
    /// The request.
    pub request: Request,
    /// The hash of the password to set, which no event contains.
    pub password: Option<String>,
    /// The caller's idempotency key.
    pub key: Option<String>,
}

impl OrganizationOrder {
    /// Makes an order for a command.
    pub fn new(actor: Actor, request: impl Into<Request>) -> Self {
        Self {
            actor,
            request: request.into(),
            password: None,
            key: None,
        }
    }
}

/// The result of a command.
#[derive(Debug, Clone)]
pub struct Organized {
    /// Where it was recorded; none if nothing had to change.
    pub receipt: Option<OrganizationReceipt>,
    /// What happened.
    pub events: Vec<OrganizationEvent>,
    /// The secret of the token that was issued. It is shown once and not stored.
    pub secret: Option<String>,
}

/// A new token with its secret, which is shown once and not stored.
#[derive(Clone)]
pub struct NewToken {
    /// Its id, for people.
    pub id: String,
    /// The secret.
    pub secret: String,
}

impl Core {
    /// Carries out a command of an organization, or says why not. When it returns success, the result is on disk.
    ///
    /// # Errors
    /// The rules' rejection, a reused key, or the store's failure. Nothing was written in these cases.
    pub fn organize(&self, order: &OrganizationOrder) -> Result<Organized, ExecuteError> {
        let key = key_of(order);
        if let Some(receipt) = key
            .as_ref()
            .map(|key| self.store.replay_organization(key))
            .transpose()?
            .flatten()
        {
            return Ok(Organized {
                receipt: Some(receipt),
                events: Vec::new(),
                secret: None,
            });
        }
        self.until_current(|| self.attempt_organization(order, key.clone()))
    }

    fn attempt_organization(
        &self,
        order: &OrganizationOrder,
        key: Option<IdempotencyKey>,
    ) -> Result<Organized, ExecuteError> {
        // Another program may have written since. Such commands are rare, so the current state is read again before the
        // decision.
        self.processes.forget();
        let state = self.organizations()?;
        let gathered = self.gather_organization(&state, order)?;
        let facts = gathered.facts(order);
        let events = decide(&state, &order.request, &facts)?;
        if events.is_empty() {
            return Ok(Organized {
                receipt: None,
                events,
                secret: None,
            });
        }
        let issues =
            |event: &OrganizationEvent| matches!(event, OrganizationEvent::TokenIssued { .. });
        let secret = events.iter().any(issues).then(|| self.draw_secret());
        let token = secret
            .as_ref()
            .map(|secret| Digest::of_bytes(secret.as_bytes()));
        let append = OrganizationAppend {
            at: facts.now,
            by: order.actor.person().cloned(),
            as_of: as_of(&state, &order.request.command, &events),
            events: events.clone(),
            kept: Kept {
                source: source_of(&state, &order.request.command),
                token,
                password: order.password.clone(),
            },
            key,
        };
        let receipt = self.store.append_organization(append)?;
        self.processes.forget();
        Ok(Organized {
            receipt: Some(receipt),
            events,
            secret,
        })
    }

    /// Returns the state that results from all events of the organizations.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn organizations(&self) -> Result<Arc<Organizations>, ExecuteError> {
        self.processes.organizations(&self.store, self.clock.now())
    }

    /// Lists the proposals of a process that wait for another administrator, and whether each can still be approved.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn proposals(
        &self,
        process: &ProcessName,
    ) -> Result<Vec<(String, Proposal, bool)>, ExecuteError> {
        let state = self.organizations()?;
        let all = state.proposals.iter();
        Ok(all
            .filter(|(_, proposal)| proposal.process == *process)
            .map(|(id, proposal)| (id.clone(), proposal.clone(), state.is_current(proposal)))
            .collect())
    }

    pub(crate) fn gather_organization(
        &self,
        state: &Organizations,
        order: &OrganizationOrder,
    ) -> Result<Gathered, ExecuteError> {
        let mut gathered = Gathered {
            now: self.log_time(),
            new_id: match &order.request.command {
                Command::IssueToken(_) | Command::Invite(_) => {
                    format!("t{:010x}", self.clock.draw() >> 88)
                }
                _ => format!("p{:010x}", self.clock.draw() >> 88),
            },
            rules: None,
            governed: BTreeSet::new(),
        };
        for (name, digest) in &state.current {
            // A version that this program can no longer read makes no demands.
            let Ok(version) = self.processes.version(&self.store, *digest) else {
                continue;
            };
            if !version.process.governance.second_administrator.is_empty() {
                gathered.governed.insert(name.clone());
            }
            if order.request.command.process() == Some(name) {
                gathered.rules = Some(version);
            }
        }
        Ok(gathered)
    }

    /// Returns an unpredictable secret of 256 bits. It is safe to keep only a plain hash of it.
    fn draw_secret(&self) -> String {
        let (first, second) = (self.clock.draw(), self.clock.draw());
        format!("{TOKEN_PREFIX}{first:032x}{second:032x}")
    }

    /// Makes a version of a process the current one. Changes in flight stay on theirs.
    ///
    /// # Errors
    /// Every problem of the file, another rejection, or the store's failure.
    pub fn install_process(
        &self,
        actor: Option<&Actor>,
        source: &str,
    ) -> Result<ProcessName, ExecuteError> {
        let name = parse(source.as_bytes()).map(|parsed| parsed.process.process);
        // The rules report what is wrong with a file that cannot be read, whichever process it was meant for.
        let process = name
            .or_else(|_| "unknown".parse())
            .map_err(|_| ExecuteError::NotFound("the process of the file".to_owned()))?;
        let command = Command::InstallProcess(InstallProcess {
            process: process.clone(),
            source: source.to_owned(),
        });
        self.organize(&OrganizationOrder::new(host_or(actor), command))?;
        Ok(process)
    }

    /// Replaces the people of a process's organization.
    ///
    /// # Errors
    /// The rules' rejection, or the store's failure.
    pub fn set_people(
        &self,
        actor: Option<&Actor>,
        process: &ProcessName,
        people: &Directory,
    ) -> Result<(), ExecuteError> {
        let command = Command::SetPeople(SetPeople {
            process: process.clone(),
            directory: people.clone(),
        });
        self.organize(&OrganizationOrder::new(host_or(actor), command))?;
        Ok(())
    }

    /// Issues a token. Only its hash is kept.
    ///
    /// # Errors
    /// The rules' rejection, or the store's failure.
    pub fn issue_token(
        &self,
        actor: Option<&Actor>,
        person: &PersonId,
        scopes: Vec<String>,
        expires: Option<Timestamp>,
    ) -> Result<NewToken, ExecuteError> {
        let command = Command::IssueToken(IssueToken {
            person: person.clone(),
            scopes: Some(scopes),
            expires,
        });
        self.new_token(&OrganizationOrder::new(host_or(actor), command))
    }

    /// Makes a one-time link for a person to set their password, and returns its token.
    ///
    /// # Errors
    /// The rules' rejection, or the store's failure.
    pub fn invite(
        &self,
        actor: Option<&Actor>,
        person: &PersonId,
        reset: bool,
    ) -> Result<NewToken, ExecuteError> {
        let command = Command::Invite(Invite {
            person: person.clone(),
            reset,
        });
        self.new_token(&OrganizationOrder::new(host_or(actor), command))
    }

    /// Carries out a command that issues a token, and returns it with its secret.
    ///
    /// # Errors
    /// The rules' rejection, or the store's failure.
    pub fn new_token(&self, order: &OrganizationOrder) -> Result<NewToken, ExecuteError> {
        let done = self.organize(order)?;
        match (done.receipt, done.secret) {
            (Some(receipt), Some(secret)) => Ok(NewToken {
                id: receipt.made,
                secret,
            }),
            _ => Err(ExecuteError::NotFound("the new token".to_owned())),
        }
    }

    /// Revokes a token for good.
    ///
    /// # Errors
    /// The rules' rejection, or the store's failure.
    pub fn revoke_token(&self, actor: Option<&Actor>, id: &str) -> Result<(), ExecuteError> {
        let command = Command::RevokeToken(RevokeToken {
            token: id.to_owned(),
        });
        self.organize(&OrganizationOrder::new(host_or(actor), command))?;
        Ok(())
    }
}

/// The facts gathered for a decision. [`Facts`] borrows from it.
pub(crate) struct Gathered {
    now: Timestamp,
    new_id: String,
    pub(crate) rules: Option<Arc<Parsed>>,
    governed: BTreeSet<ProcessName>,
}

impl Gathered {
    pub(crate) fn facts(&self, order: &OrganizationOrder) -> Facts<'_> {
        Facts {
            now: self.now,
            actor: order.actor.clone(),
            new_id: self.new_id.clone(),
            rules: self.rules.as_ref().map(|parsed| &parsed.process),
            governed: self.governed.clone(),
        }
    }
}

fn host_or(actor: Option<&Actor>) -> Actor {
    actor.cloned().unwrap_or(Actor::Host)
}

/// Returns the file that a command installs: its own, or that of the proposal it approves.
pub(crate) fn source_of(state: &Organizations, command: &Command) -> Option<String> {
    match command {
        Command::InstallProcess(given) => Some(given.source.clone()),
        Command::ApproveProposal(answer) => {
            let proposal = state.proposals.get(&answer.proposal)?;
            match &proposal.command {
                Command::InstallProcess(given) => Some(given.source.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns the key of a request that can be repeated. A secret is shown once, so a command that issues one has no key.
fn key_of(order: &OrganizationOrder) -> Option<IdempotencyKey> {
    let command = &order.request.command;
    if matches!(command, Command::IssueToken(_) | Command::Invite(_)) {
        return None;
    }
    let (Some(key), Some(person)) = (&order.key, order.actor.person()) else {
        return None;
    };
    let request = serde_json::json!({ "organization": order.request });
    Some(IdempotencyKey {
        key: key.clone(),
        person: person.clone(),
        request: Digest::of_json(&request),
    })
}
