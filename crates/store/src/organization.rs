//! What is stored of an organization besides its changes.

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::organization::{AsOf, HookSecret, OrganizationEvent};
use placet_domain::{HookName, PersonId, ProcessName};
use serde::{Deserialize, Serialize};

use crate::append::IdempotencyKey;

/// The result of one decision about the organizations: all of it becomes durable, or none.
#[derive(Debug, Clone)]
pub struct OrganizationAppend {
    /// When it was made.
    pub at: Timestamp,
    /// Who made it; none for the server itself or the operator at its console.
    pub by: Option<PersonId>,
    /// The streams that the decision was based on.
    pub as_of: AsOf,
    /// What happened: at least one event.
    pub events: Vec<OrganizationEvent>,
    /// The data that no event holds.
    pub kept: Kept,
    /// Makes the append happen only once, even if it is requested again.
    pub key: Option<IdempotencyKey>,
}

/// The data that an append stores besides its events, which contain neither secrets nor files.
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
    /// The id of the new token or proposal; empty if there is none.
    pub made: String,
}

/// An event of the organization with its time and its actor, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationRecorded {
    /// When it happened.
    pub at: Timestamp,
    /// Who caused it; none for the server itself.
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
    /// The person it belongs to.
    pub person: PersonId,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The first instant at which it is no longer valid.
    pub expires: Option<Timestamp>,
    /// Whether it was revoked.
    pub revoked: bool,
    /// When it was last used, as far as this was recorded.
    pub last_used: Option<Timestamp>,
}

/// An entry point for messages that another system signs, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its permanent name.
    pub name: HookName,
    /// The person in whose name its messages act.
    pub person: PersonId,
    /// Where its secrets are.
    pub secrets: Vec<HookSecret>,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// A session of a browser, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the secret.
    pub hash: Digest,
    /// The person it belongs to.
    pub person: PersonId,
    /// The first instant at which it is no longer valid.
    pub expires: Timestamp,
    /// The token that forms must send.
    pub csrf: String,
}
