//! A decision under way: the events so far and the state they lead to, and who may ask for what.

use super::event::OrganizationEvent as Event;
use super::facts::{Actor, Facts};
use super::scope::Scope;
use super::state::Organizations;
use placet_language::codes::Code;
use placet_language::ids::{PersonId, ProcessName};
use placet_language::people::Directory;
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// Collects events; each one is applied at once, so that what follows is decided on what it led to.
pub(super) struct Decision<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) reason: String,
    pub(super) break_glass: bool,
    pub(super) state: Organizations,
    pub(super) events: Vec<Event>,
}

impl<'a> Decision<'a> {
    pub(super) fn new(state: &Organizations, facts: &'a Facts<'a>, reason: &str) -> Self {
        Self {
            facts,
            reason: reason.trim().to_owned(),
            break_glass: false,
            state: state.clone(),
            events: Vec::new(),
        }
    }

    /// Records an event and applies it.
    pub(super) fn emit(&mut self, event: Event) {
        self.state.apply(event.clone());
        self.events.push(event);
    }

    /// Returns the people of a process, or a rejection where there is no such process or the person who asks does not
    /// belong to it (T24).
    pub(super) fn people(&self, process: &ProcessName) -> Result<&Directory, Rejection> {
        static NOBODY: std::sync::LazyLock<Directory> =
            std::sync::LazyLock::new(Directory::default);
        let known = self.state.current.contains_key(process);
        let directory = self.state.directory(process).unwrap_or(&NOBODY);
        let belongs = match &self.facts.actor {
            Actor::Host => true,
            Actor::Person { id, .. } => {
                directory.people.contains_key(id) || directory.administrators.contains(id)
            }
        };
        if known && belongs {
            return Ok(directory);
        }
        Err(not_found("process", process.as_str()))
    }

    /// Checks that the host or an administrator of the process asks (M1), and returns its people.
    pub(super) fn administer(&self, process: &ProcessName) -> Result<&Directory, Rejection> {
        let directory = self.people(process)?;
        match &self.facts.actor {
            Actor::Person { id, .. }
                if !directory.administrators.contains(id)
                    || !self.facts.actor.has(Scope::Admin) =>
            {
                Err(administrators_only())
            }
            _ => Ok(directory),
        }
    }

    /// Checks that the host asks, or a person who administers every process that the other one belongs to: otherwise
    /// the administrator of one process would gain what the other may do in another (M1).
    pub(super) fn manage(&self, person: &PersonId) -> Result<(), Rejection> {
        let theirs = self.state.processes_of(person);
        let Actor::Person { id, .. } = &self.facts.actor else {
            return match theirs.is_empty() {
                true => Err(not_found("person", person.as_str())),
                false => Ok(()),
            };
        };
        let own = self.state.processes_of(id);
        if !theirs.iter().any(|process| own.contains(process)) {
            return Err(not_found("person", person.as_str()));
        }
        if self.administers_all(person) && self.facts.actor.has(Scope::Admin) {
            return Ok(());
        }
        Err(administrators_only())
    }

    /// Whether the person who asks administers every process that another one belongs to.
    pub(super) fn administers_all(&self, person: &PersonId) -> bool {
        let Some(id) = self.facts.actor.person() else {
            return true;
        };
        let theirs = self.state.processes_of(person);
        let administers = |process: &&ProcessName| {
            let directory = self.state.directory(process);
            directory.is_some_and(|directory| directory.administrators.contains(id))
        };
        !theirs.is_empty() && theirs.iter().all(administers)
    }

    /// Checks that a person is one of the people of a process.
    pub(super) fn known(&self, process: &ProcessName, person: &PersonId) -> Result<(), Rejection> {
        let known = self.state.directory(process);
        match known.is_some_and(|people| people.people.contains_key(person)) {
            true => Ok(()),
            false => Err(not_found("person", person.as_str())),
        }
    }

    /// Revokes what a person can ask with, once they belong to no process any more.
    pub(super) fn leave(&mut self, person: &PersonId) {
        if !self.state.processes_of(person).is_empty() {
            return;
        }
        let tokens = self.state.tokens.iter();
        let theirs: Vec<String> = tokens
            .filter(|(_, token)| token.person == *person && !token.revoked)
            .map(|(id, _)| id.clone())
            .collect();
        let hooks = self.state.hooks.iter();
        let speaking: Vec<_> = hooks
            .filter(|(_, hook)| hook.person == *person && !hook.revoked)
            .map(|(name, _)| name.clone())
            .collect();
        for token in theirs {
            let reason = self.reason.clone();
            self.emit(Event::TokenRevoked { token, reason });
        }
        for hook in speaking {
            let reason = self.reason.clone();
            self.emit(Event::HookRevoked { hook, reason });
        }
    }
}

/// Refuses with one reason.
pub(super) fn refuse<T>(
    kind: RejectionKind,
    code: Code,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Result<T, Rejection> {
    Err(Rejection::one(kind, Reason::new(code, message, hint)))
}

/// Rejects a name that does not exist, or that the person who asks may not learn of.
pub(super) fn not_found(what: &str, name: &str) -> Rejection {
    let reason = Reason::new(
        Code::NotFound,
        format!("there is no {what} `{name}`"),
        "check the spelling; what belongs to another organization is not shown",
    );
    Rejection::one(RejectionKind::NotFound, reason)
}

/// Rejects a person who does not administer what they ask for.
pub(super) fn administrators_only() -> Rejection {
    let reason = Reason::new(
        Code::AdministratorsOnly,
        "only administrators may do this",
        "ask one of them",
    );
    Rejection::one(RejectionKind::Denied, reason)
}
