//! What is remembered of an organization beside its changes.

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::organization::{HookSecret, OrganizationEvent};
use placet_domain::{HookName, PersonId, ProcessName};
use serde::{Deserialize, Serialize};

/// When and by whom something was done to the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// Who; none for the server itself or somebody at its console.
    pub by: Option<PersonId>,
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
