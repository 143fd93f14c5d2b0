//! The state of all organizations of a server: what their events lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::command::Command;
use super::event::HookSecret;
use super::stream::{AsOf, Stream, Version};
use placet_language::digest::Digest;
use placet_language::ids::{HookName, PersonId, ProcessName};
use placet_language::people::{Directory, PersonKind};

/// What the events of the organizations lead to: the rules and the people that decisions are made with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Organizations {
    /// The current version of each process.
    pub current: BTreeMap<ProcessName, Digest>,
    /// The people of each process's organization.
    pub people: BTreeMap<ProcessName, Arc<Directory>>,
    /// Every token by its id, revoked ones too.
    pub tokens: BTreeMap<String, Token>,
    /// Every hook by its name, revoked ones too.
    pub hooks: BTreeMap<HookName, Hook>,
    /// Who has a password.
    pub passwords: BTreeSet<PersonId>,
    /// Proposals that are neither approved nor rejected.
    pub proposals: BTreeMap<String, Proposal>,
    pub(super) versions: BTreeMap<Stream, Version>,
}

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Whose.
    pub person: PersonId,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The first instant at which it is no longer valid.
    pub expires: Option<Timestamp>,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// The only scope of the token inside a link for a password; it opens nothing else.
pub const LINK: &str = "welcome";

impl Token {
    /// Whether it is the token of a link for a password.
    pub fn is_link(&self) -> bool {
        self.scopes.iter().any(|scope| scope == LINK)
    }
}

/// A hook, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// In whose name its messages act.
    pub person: PersonId,
    /// Where its secrets are.
    pub secrets: Vec<HookSecret>,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// A change of people or rules that waits for another administrator.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// In which organization.
    pub process: ProcessName,
    /// Who proposed it.
    pub by: PersonId,
    /// Exactly what will be done.
    pub command: Command,
    /// Digest of the command.
    pub digest: Digest,
    /// What it is based on.
    pub based_on: AsOf,
    /// Why.
    pub reason: String,
}

impl Organizations {
    /// Returns the people of a process's organization.
    pub fn directory(&self, process: &ProcessName) -> Option<&Directory> {
        self.people.get(process).map(|people| &**people)
    }

    /// Lists the processes that a person belongs to, as one of the people or as an administrator.
    pub fn processes_of(&self, person: &PersonId) -> Vec<&ProcessName> {
        let belongs = |directory: &Directory| {
            directory.people.contains_key(person) || directory.administrators.contains(person)
        };
        self.people
            .iter()
            .filter(|(process, people)| self.current.contains_key(process) && belongs(people))
            .map(|(process, _)| process)
            .collect()
    }

    /// Returns what an account is, or none for an unknown one. An account that is a human anywhere counts as a human:
    /// nobody else may issue its tokens.
    pub fn kind_of(&self, person: &PersonId) -> Option<PersonKind> {
        let kinds = || {
            self.people
                .values()
                .filter_map(|people| people.person(person))
                .map(|known| known.kind)
        };
        kinds()
            .find(|kind| *kind == PersonKind::Human)
            .or_else(|| kinds().next())
    }

    /// Returns the number of events of a stream.
    pub fn version(&self, stream: &Stream) -> Version {
        self.versions.get(stream).copied().unwrap_or(0)
    }

    /// Lists the streams that have events, with their versions.
    pub fn versions(&self) -> &BTreeMap<Stream, Version> {
        &self.versions
    }

    /// Returns these streams with their versions.
    pub fn as_of(&self, streams: impl IntoIterator<Item = Stream>) -> AsOf {
        let known = streams
            .into_iter()
            .map(|stream| (stream.clone(), self.version(&stream)));
        AsOf(known.collect())
    }

    /// Whether a proposal is still based on what holds now.
    pub fn is_current(&self, proposal: &Proposal) -> bool {
        let based_on = &proposal.based_on.0;
        based_on
            .iter()
            .all(|(stream, version)| self.version(stream) == *version)
    }
}
