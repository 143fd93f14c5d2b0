//! Processes, people and tokens: what an organization changes beside its changes.

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::people::{Delegation, Directory};
use placet_domain::process::{Problem, parse};
use placet_domain::{HookName, PersonId, ProcessName, Reason, Rejection, RejectionKind};
use placet_store::{Hook, Stamp, StoreError, Token};

use crate::engine::Engine;
use crate::error::ExecuteError;

/// What a token's secret begins with, so that one found somewhere is recognized.
const TOKEN_PREFIX: &str = "plc_";

/// A new token with its secret, which is shown once and kept nowhere.
#[derive(Clone)]
pub struct NewToken {
    /// Its id, for people.
    pub id: String,
    /// The secret.
    pub secret: String,
}

impl Engine {
    /// Makes a version of a process the current one. Changes in flight stay on theirs.
    ///
    /// # Errors
    /// Every problem of the file, or the store's failure.
    pub fn install_process(
        &self,
        by: Option<&PersonId>,
        source: &str,
    ) -> Result<ProcessName, Result<Vec<Problem>, StoreError>> {
        let parsed = parse(source.as_bytes()).map_err(Ok)?;
        let name = parsed.process.process;
        self.store
            .install_process(&self.stamp(by), &name, source)
            .map_err(Err)?;
        self.processes.forget();
        Ok(name)
    }

    /// Replaces the people of a process's organization.
    ///
    /// # Errors
    /// The store's failure.
    pub fn set_people(
        &self,
        by: Option<&PersonId>,
        process: &ProcessName,
        people: &Directory,
    ) -> Result<(), ExecuteError> {
        self.store.set_people(&self.stamp(by), process, people)?;
        self.processes.forget();
        Ok(())
    }

    /// Records that somebody hands over roles for a time.
    ///
    /// # Errors
    /// One of the two is unknown, the time is empty, or a role is not the giver's; or the store's failure.
    pub fn delegate(
        &self,
        by: &PersonId,
        process: &ProcessName,
        delegation: &Delegation,
    ) -> Result<(), ExecuteError> {
        let directory = self.directory(process)?;
        let mut reasons = Vec::new();
        for who in [&delegation.from, &delegation.to] {
            if directory.person(who).is_none() {
                reasons.push(Reason::new(
                    "unknown_person",
                    format!("`{who}` does not belong to the organization of process `{process}`"),
                    "an administrator can add people",
                ));
            }
        }
        if delegation.from == delegation.to {
            reasons.push(Reason::new(
                "same_person",
                "one cannot delegate to oneself",
                "name another person",
            ));
        }
        if delegation.until <= delegation.since || delegation.until <= self.clock.now() {
            reasons.push(Reason::new(
                "empty_time",
                "the delegation would never be valid",
                "correct the times",
            ));
        }
        if let Some(giver) = directory.person(&delegation.from) {
            for role in delegation.roles.difference(&giver.roles) {
                reasons.push(Reason::new(
                    "not_your_role",
                    format!("`{}` does not hold the role `{role}`", delegation.from),
                    "delegate only roles that are held",
                ));
            }
        }
        Rejection::unless_empty(
            RejectionKind::Invalid,
            "the delegation has mistakes",
            reasons,
        )?;
        self.store
            .grant_delegation(&self.stamp(Some(by)), process, delegation)?;
        self.processes.forget();
        Ok(())
    }

    /// Issues a token. Only its hash is kept.
    ///
    /// # Errors
    /// The store's failure.
    pub fn issue_token(
        &self,
        by: Option<&PersonId>,
        person: &PersonId,
        scopes: Vec<String>,
        expires: Option<Timestamp>,
    ) -> Result<NewToken, ExecuteError> {
        // 256 random bits: nobody guesses the secret, so a plain hash is enough to keep.
        let secret = format!(
            "{TOKEN_PREFIX}{:032x}{:032x}",
            self.clock.draw(),
            self.clock.draw()
        );
        let id = format!("t{:010x}", self.clock.draw() >> 88);
        let token = Token {
            id: id.clone(),
            hash: Digest::of_bytes(secret.as_bytes()),
            person: person.clone(),
            scopes,
            expires,
            revoked: false,
            last_used: None,
        };
        self.store.issue_token(&self.stamp(by), &token)?;
        Ok(NewToken { id, secret })
    }

    /// Revokes a token for good, and tells whether it was valid before.
    ///
    /// # Errors
    /// The store's failure.
    pub fn revoke_token(&self, by: Option<&PersonId>, id: &str) -> Result<bool, ExecuteError> {
        Ok(self.store.revoke_token(&self.stamp(by), id)?)
    }

    /// Creates a hook, or exchanges its secrets.
    ///
    /// # Errors
    /// The store's failure, also when the hook was revoked.
    pub fn set_hook(&self, by: Option<&PersonId>, hook: &Hook) -> Result<(), ExecuteError> {
        Ok(self.store.set_hook(&self.stamp(by), hook)?)
    }

    /// Revokes a hook for good, and tells whether it was valid before.
    ///
    /// # Errors
    /// The store's failure.
    pub fn revoke_hook(
        &self,
        by: Option<&PersonId>,
        name: &HookName,
    ) -> Result<bool, ExecuteError> {
        Ok(self.store.revoke_hook(&self.stamp(by), name)?)
    }

    fn stamp(&self, by: Option<&PersonId>) -> Stamp {
        Stamp {
            at: self.log_time(),
            by: by.cloned(),
        }
    }
}
