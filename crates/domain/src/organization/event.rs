//! What happens to an organization: its process versions, its people, its tokens. Secrets are never in an event.
//!
//! Events are a persisted contract: a variant keeps its form. Add a variant, or a field that may be missing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::command::Command;
use super::stream::{AsOf, Stream};
use placet_language::digest::Digest;
use placet_language::ids::{HookName, PersonId, ProcessName, RoleId};
use placet_language::people::{Delegation, Directory, Person};

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum OrganizationEvent {
    /// A version of a process became the current one.
    ProcessInstalled {
        /// Its name.
        process: ProcessName,
        /// Digest of the file's bytes.
        digest: Digest,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// The people of a process's organization were replaced.
    PeopleReplaced {
        /// Whose.
        process: ProcessName,
        /// By these.
        directory: Directory,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A person handed over roles.
    DelegationGranted {
        /// In which organization.
        process: ProcessName,
        /// The hand-over.
        delegation: Delegation,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A token was issued; only its hash is kept, and not here.
    TokenIssued {
        /// Its id.
        token: String,
        /// Whose.
        person: PersonId,
        /// What it may do.
        scopes: Vec<String>,
        /// Until when.
        expires: Option<Timestamp>,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A token was revoked.
    TokenRevoked {
        /// Its id.
        token: String,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A password was set.
    PasswordSet {
        /// Whose.
        person: PersonId,
    },
    /// A hook was created, or its secrets were exchanged.
    HookSet {
        /// Its name.
        hook: HookName,
        /// In whose name its messages act.
        person: PersonId,
        /// Where its secrets are.
        secrets: Vec<HookSecret>,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A hook was revoked.
    HookRevoked {
        /// Its name.
        hook: HookName,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A person joined.
    PersonAdded {
        /// In which organization.
        process: ProcessName,
        /// Their id.
        person: PersonId,
        /// What is known of them.
        details: Person,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// What is known of a person changed; their roles did not.
    PersonChanged {
        /// In which organization.
        process: ProcessName,
        /// Their id.
        person: PersonId,
        /// What is known of them now.
        details: Person,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A person left. What they did stays theirs.
    PersonRemoved {
        /// In which organization.
        process: ProcessName,
        /// Their id.
        person: PersonId,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A person was given a role.
    RoleGranted {
        /// In which organization.
        process: ProcessName,
        /// Whom.
        person: PersonId,
        /// Which role.
        role: RoleId,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A role was taken from a person.
    RoleRevoked {
        /// In which organization.
        process: ProcessName,
        /// From whom.
        person: PersonId,
        /// Which role.
        role: RoleId,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A person became an administrator.
    AdministratorMade {
        /// Of which organization.
        process: ProcessName,
        /// Whom.
        person: PersonId,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A person is no longer an administrator.
    AdministratorUnmade {
        /// Of which organization.
        process: ProcessName,
        /// Whom.
        person: PersonId,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A hand-over of roles was taken back.
    DelegationRevoked {
        /// In which organization.
        process: ProcessName,
        /// The hand-over, as it was granted.
        delegation: Delegation,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An administrator proposed a change that another one must approve.
    ProposalMade {
        /// In which organization.
        process: ProcessName,
        /// Its id.
        proposal: String,
        /// Who proposed it.
        by: PersonId,
        /// Exactly what will be done.
        command: Box<Command>,
        /// Digest of the command.
        digest: Digest,
        /// What it is based on: it lapses when one of these streams moves.
        based_on: AsOf,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Another administrator approved a proposal; what it leads to follows in the same append.
    ProposalApproved {
        /// In which organization.
        process: ProcessName,
        /// Its id.
        proposal: String,
        /// The digest that was approved.
        digest: Digest,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An administrator rejected or withdrew a proposal.
    ProposalRejected {
        /// In which organization.
        process: ProcessName,
        /// Its id.
        proposal: String,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// The operator at the host set a rule of governance aside; what was done follows in the same append.
    BreakGlassUsed {
        /// In which organization.
        process: ProcessName,
        /// For which verb.
        verb: String,
        /// Why, in the words of the person who asked.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

impl OrganizationEvent {
    /// Returns the stream that the event belongs to.
    pub fn stream(&self) -> Stream {
        match self {
            Self::ProcessInstalled { process, .. } => Stream::Rules(process.clone()),
            Self::PeopleReplaced { process, .. }
            | Self::DelegationGranted { process, .. }
            | Self::PersonAdded { process, .. }
            | Self::PersonChanged { process, .. }
            | Self::PersonRemoved { process, .. }
            | Self::RoleGranted { process, .. }
            | Self::RoleRevoked { process, .. }
            | Self::AdministratorMade { process, .. }
            | Self::AdministratorUnmade { process, .. }
            | Self::DelegationRevoked { process, .. } => Stream::People(process.clone()),
            Self::ProposalMade { process, .. }
            | Self::ProposalApproved { process, .. }
            | Self::ProposalRejected { process, .. }
            | Self::BreakGlassUsed { process, .. } => Stream::Governance(process.clone()),
            Self::TokenIssued { .. }
            | Self::TokenRevoked { .. }
            | Self::PasswordSet { .. }
            | Self::HookSet { .. }
            | Self::HookRevoked { .. } => Stream::Access,
        }
    }
}

/// Where a secret of a hook is: a reference, never the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookSecret {
    /// `env:NAME` or `file:PATH`.
    pub reference: String,
    /// The first instant at which it no longer counts; none for the current one.
    pub until: Option<Timestamp>,
}
