//! Who asks: tokens for programs, sessions for browsers.

pub(crate) mod hook;
mod idle;
mod login_rate;
pub(crate) mod origin;
pub(crate) mod password;
mod resolve;
pub(crate) mod secret;
pub(crate) mod session;
pub mod welcome;

pub(crate) use idle::SessionUses;
pub(crate) use login_rate::LoginRate;
pub(crate) use resolve::{asker_of, memberships, revalidate};

use placet_domain::digest::Digest;
use placet_domain::{PersonId, ProcessName};
use placet_teeth::{Bug, planted};

/// What a token or session may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    Read,
    Write,
    Approve,
    Admin,
}

impl Scope {
    pub(crate) const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Approve, Self::Admin];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Approve => "approve",
            Self::Admin => "admin",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == text)
    }
}

/// A person's place in one process's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) process: ProcessName,
    pub(crate) administrator: bool,
}

/// By what the asking person is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Via {
    /// A token with this hash.
    Token(Digest),
    /// The signature of a hook's message.
    Hook,
    /// A session with this hash, whose forms carry this token.
    Session { hash: Digest, form_token: String },
}

/// Who asks. A value that exists was checked against the store for this very call.
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

    /// Whether they may see what belongs to a process.
    pub(crate) fn may_see(&self, process: &ProcessName) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.process == *process)
            || planted(Bug::OtherTeamReads)
    }

    /// Whether they manage a process's people and agents.
    pub(crate) fn administers(&self, process: &ProcessName) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.administrator && membership.process == *process)
    }

    /// Whether they manage any process.
    pub(crate) fn is_administrator(&self) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.administrator)
    }

    /// Processes they may see.
    pub(crate) fn processes(&self) -> Vec<ProcessName> {
        self.memberships
            .iter()
            .map(|membership| membership.process.clone())
            .collect()
    }

    /// What the forms of this session carry; empty for a token, which no form uses.
    pub(crate) fn form_token(&self) -> &str {
        match &self.via {
            Via::Session { form_token, .. } => form_token,
            Via::Token(_) | Via::Hook => "",
        }
    }
}
