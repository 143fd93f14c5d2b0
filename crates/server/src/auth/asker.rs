//! The caller: the person behind a call, how they proved who they are, and what they may do.

pub(crate) use placet_domain::organization::Scope;

use placet_domain::digest::Digest;
use placet_domain::organization::Actor;
use placet_domain::{PersonId, ProcessName};
use placet_teeth::{Bug, planted};

use crate::failure::{Failure, Kind};
use crate::random::equal;

/// A person's place in one process's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) process: ProcessName,
    pub(crate) administrator: bool,
}

/// How the caller proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Via {
    /// A token with this hash.
    Token(Digest),
    /// The signature of a hook's message.
    Hook,
    /// A session with this hash, whose forms carry this token.
    Session { hash: Digest, form_token: String },
}

/// The caller. Every value of this type was checked against the store for this call.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    pub(crate) person: PersonId,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) via: Via,
    pub(crate) memberships: Vec<Membership>,
}

impl Asker {
    pub(crate) fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Returns the person as the rules of an organization see them.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Person {
            id: self.person.clone(),
            scopes: self.scopes.iter().copied().collect(),
        }
    }

    /// Tells whether the person may see what belongs to a process.
    pub(crate) fn may_see(&self, process: &ProcessName) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.process == *process)
            || planted(Bug::OtherTeamReads)
    }

    /// Tells whether the person manages a process's people and agents.
    pub(crate) fn administers(&self, process: &ProcessName) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.administrator && membership.process == *process)
    }

    /// Tells whether the person manages any process.
    pub(crate) fn is_administrator(&self) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.administrator)
    }

    /// Returns the processes that the person may see.
    pub(crate) fn processes(&self) -> Vec<ProcessName> {
        self.memberships
            .iter()
            .map(|membership| membership.process.clone())
            .collect()
    }

    /// Returns the token that the forms of this session carry; empty for API tokens, which no form uses.
    pub(crate) fn form_token(&self) -> &str {
        match &self.via {
            Via::Session { form_token, .. } => form_token,
            Via::Token(_) | Via::Hook => "",
        }
    }
}

/// Returns the refusal for a call without credentials.
pub(crate) fn unauthenticated() -> Failure {
    Failure::new(
        Kind::Unauthenticated,
        "unauthenticated",
        "this call needs a token or a session",
        "send `Authorization: Bearer plc_...`, or log in at `/login`",
    )
}

/// Returns the refusal for what only administrators may do.
pub(crate) fn administrators_only() -> Failure {
    Failure::new(
        Kind::Denied,
        "administrators_only",
        "only administrators may do this",
        "ask one of them",
    )
}

/// Refuses a token or session without the scope.
pub(crate) fn check_scope(asker: &Asker, scope: Scope) -> Result<(), Failure> {
    if asker.has(scope) {
        return Ok(());
    }
    let name = scope.name();
    let (message, hint) = match asker.via {
        Via::Token(_) | Via::Hook => (
            format!("this token does not have the scope `{name}`"),
            "use another token, or issue one with this scope",
        ),
        Via::Session { .. } => (
            format!("this needs the scope `{name}`, which only administrators have"),
            "ask an administrator",
        ),
    };
    Err(Failure::new(Kind::Denied, "scope_missing", message, hint))
}

/// Refuses a form whose token is not that of the session.
pub(crate) fn check_form_token(asker: &Asker, given: &str) -> Result<(), Failure> {
    if !asker.form_token().is_empty() && equal(given, asker.form_token()) {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Denied,
        "form_token_missing",
        "the form does not carry the token of this session",
        "load the page again and send it once more",
    ))
}
