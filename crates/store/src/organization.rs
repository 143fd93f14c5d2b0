//! What is remembered of an organization beside its changes.

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::organization::{AsOf, HookSecret, OrganizationEvent};
use placet_domain::{HookName, PersonId, ProcessName};
use serde::{Deserialize, Serialize};

use crate::append::IdempotencyKey;

/// What one decision about the organizations brings: all of it becomes durable, or nothing.
#[derive(Debug, Clone)]
pub struct OrganizationAppend {
    /// When.
    pub at: Timestamp,
    /// Who; none for the server itself or the operator at its console.
    pub by: Option<PersonId>,
    /// The streams that the decision was made on.
    pub as_of: AsOf,
    /// What happened, at least one event.
    pub events: Vec<OrganizationEvent>,
    /// What no event holds.
    pub kept: Kept,
    /// Makes the append happen once, however often it is asked for.
    pub key: Option<IdempotencyKey>,
}

/// What an append keeps beside its events, which hold no secret and no file.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// The file of the process version that is installed.
    pub source: Option<String>,
    /// SHA-256 of the secret of the token that is issued.
    pub token: Option<Digest>,
    /// Hash of the password that is set.
    pub password: Option<String>,
}

/// Says where an append went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationReceipt {
    /// The place of its last event in the ledger, from 0.
    pub position: u64,
    /// The number of events of the organizations now.
    pub version: u64,
    /// The id of the token or of the proposal that was made; empty if there is none.
    pub made: String,
}

/// An event of the organization with when and by whom, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationRecorded {
    /// When.
    pub at: Timestamp,
    /// Who; none for the server itself.
    pub by: Option<PersonId>,
    /// What happened.
    pub event: OrganizationEvent,
}

/// A version of a process file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredProcess {
    /// The process's name.
    pub name: ProcessName,
    /// SHA-256 of the file's bytes.
    pub digest: Digest,
    /// The file.
    pub source: String,
    /// When it was installed.
    pub installed_at: Timestamp,
}

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id, for people.
    pub id: String,
    /// SHA-256 of the secret.
    pub hash: Digest,
    /// Whose.
    pub person: PersonId,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The first instant at which it is no longer valid.
    pub expires: Option<Timestamp>,
    /// It was revoked.
    pub revoked: bool,
    /// When it was last used, as far as that was noted.
    pub last_used: Option<Timestamp>,
}

/// A door for messages that another system signs, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its name, for good.
    pub name: HookName,
    /// In whose name its messages act.
    pub person: PersonId,
    /// Where its secrets are.
    pub secrets: Vec<HookSecret>,
    /// It was revoked.
    pub revoked: bool,
}

/// A session of a browser, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the secret.
    pub hash: Digest,
    /// Whose.
    pub person: PersonId,
    /// The first instant at which it is no longer valid.
    pub expires: Timestamp,
    /// What forms must send along.
    pub csrf: String,
}
