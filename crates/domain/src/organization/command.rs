//! What can be asked of an organization.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stream::Stream;
use placet_language::digest::Digest;
use placet_language::ids::{HookName, PersonId, ProcessName, RoleId};
use placet_language::people::{Delegation, Directory, Person};

/// A command with its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What is asked.
    pub command: Command,
    /// Why; it is recorded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Sets the rules of governance aside. Only the host may, and it leaves its own event.
    #[serde(default)]
    pub break_glass: bool,
}

impl From<Command> for Request {
    fn from(command: Command) -> Self {
        Self {
            command,
            reason: String::new(),
            break_glass: false,
        }
    }
}

/// A verb with its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verb")]
pub enum Command {
    /// Makes a version of a process the current one; changes in flight stay on theirs.
    InstallProcess(InstallProcess),
    /// Replaces the people of a process.
    SetPeople(SetPeople),
    /// Adds a person.
    AddPerson(AddPerson),
    /// Changes what is known of a person.
    ChangePerson(ChangePerson),
    /// Removes a person; what they did stays theirs.
    RemovePerson(OfPerson),
    /// Gives a person a role.
    GrantRole(OfRole),
    /// Takes a role from a person.
    RevokeRole(OfRole),
    /// Makes a person an administrator.
    MakeAdministrator(OfPerson),
    /// Makes a person an administrator no longer.
    UnmakeAdministrator(OfPerson),
    /// Hands over roles for a time.
    Delegate(Delegate),
    /// Takes a hand-over back.
    RevokeDelegation(RevokeDelegation),
    /// Issues a token.
    IssueToken(IssueToken),
    /// Revokes a token for good.
    RevokeToken(RevokeToken),
    /// Makes a link with which a person sets their password.
    Invite(Invite),
    /// Sets a password with a link, which is used up.
    SetPassword(SetPassword),
    /// Creates a hook that speaks for a service.
    SetHook(SetHook),
    /// Exchanges the secret of a hook.
    RotateHookSecret(RotateHookSecret),
    /// Revokes a hook for good.
    RevokeHook(RevokeHook),
    /// Approves a proposal of another administrator.
    ApproveProposal(AnswerProposal),
    /// Rejects a proposal, or withdraws one's own.
    RejectProposal(AnswerProposal),
}

/// A process file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstallProcess {
    /// The process that the file is for.
    pub process: ProcessName,
    /// The file's text.
    pub source: String,
}

/// All people of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPeople {
    /// Whose people.
    pub process: ProcessName,
    /// The people, delegations and administrators from now on.
    pub directory: Directory,
}

/// A person who joins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPerson {
    /// In which organization.
    pub process: ProcessName,
    /// Their id.
    pub person: PersonId,
    /// What is known of them.
    pub details: Person,
}

/// What is to change of a person; what is missing stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePerson {
    /// In which organization.
    pub process: ProcessName,
    /// Who.
    pub person: PersonId,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where to write to; empty to take it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Who answers for an agent or a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<PersonId>,
    /// Other accounts of the same human.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<Vec<PersonId>>,
}

/// A person of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfPerson {
    /// In which organization.
    pub process: ProcessName,
    /// Who.
    pub person: PersonId,
}

/// A role of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfRole {
    /// In which organization.
    pub process: ProcessName,
    /// Who.
    pub person: PersonId,
    /// Which role.
    pub role: RoleId,
}

/// A hand-over of roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// In which organization.
    pub process: ProcessName,
    /// The hand-over.
    pub delegation: Delegation,
}

/// A hand-over that is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeDelegation {
    /// In which organization.
    pub process: ProcessName,
    /// The id of the hand-over.
    pub delegation: String,
}

/// A token to be issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueToken {
    /// Whose.
    pub person: PersonId,
    /// What it may do; everything but `admin` when missing, and never `approve` for agents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// The first instant at which it is no longer valid; ninety days from now when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// A token to be revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    /// Its id.
    pub token: String,
}

/// A person who is to set a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Who.
    pub person: PersonId,
    /// Whether they may have a password already; only the host may ask for that.
    #[serde(default)]
    pub reset: bool,
}

/// A link that is used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The id of the link's token.
    pub link: String,
}

/// A hook to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetHook {
    /// Its name.
    pub hook: HookName,
    /// The service in whose name its messages act.
    pub person: PersonId,
    /// Where its secret is: `env:NAME` or `file:PATH`.
    pub secret: String,
}

/// A secret of a hook that is exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotateHookSecret {
    /// Its name.
    pub hook: HookName,
    /// Where its new secret is.
    pub secret: String,
    /// How many seconds the old one still counts.
    pub keep_seconds: i64,
}

/// A hook to be revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeHook {
    /// Its name.
    pub hook: HookName,
}

/// An answer to a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerProposal {
    /// In which organization.
    pub process: ProcessName,
    /// Its id.
    pub proposal: String,
    /// The digest of what will be done; needed to approve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

impl Command {
    /// Returns the verb's name, the same in every room.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::InstallProcess(_) => "install_process",
            Self::SetPeople(_) => "set_people",
            Self::AddPerson(_) => "add_person",
            Self::ChangePerson(_) => "change_person",
            Self::RemovePerson(_) => "remove_person",
            Self::GrantRole(_) => "grant_role",
            Self::RevokeRole(_) => "revoke_role",
            Self::MakeAdministrator(_) => "make_administrator",
            Self::UnmakeAdministrator(_) => "unmake_administrator",
            Self::Delegate(_) => "delegate",
            Self::RevokeDelegation(_) => "revoke_delegation",
            Self::IssueToken(_) => "issue_token",
            Self::RevokeToken(_) => "revoke_token",
            Self::Invite(_) => "invite",
            Self::SetPassword(_) => "set_password",
            Self::SetHook(_) => "set_hook",
            Self::RotateHookSecret(_) => "rotate_hook_secret",
            Self::RevokeHook(_) => "revoke_hook",
            Self::ApproveProposal(_) => "approve_proposal",
            Self::RejectProposal(_) => "reject_proposal",
        }
    }

    /// Returns the process that the command is about; none for tokens, hooks and passwords.
    pub fn process(&self) -> Option<&ProcessName> {
        match self {
            Self::InstallProcess(given) => Some(&given.process),
            Self::SetPeople(given) => Some(&given.process),
            Self::AddPerson(given) => Some(&given.process),
            Self::ChangePerson(given) => Some(&given.process),
            Self::RemovePerson(given)
            | Self::MakeAdministrator(given)
            | Self::UnmakeAdministrator(given) => Some(&given.process),
            Self::GrantRole(given) | Self::RevokeRole(given) => Some(&given.process),
            Self::Delegate(given) => Some(&given.process),
            Self::RevokeDelegation(given) => Some(&given.process),
            Self::ApproveProposal(given) | Self::RejectProposal(given) => Some(&given.process),
            Self::IssueToken(_)
            | Self::RevokeToken(_)
            | Self::Invite(_)
            | Self::SetPassword(_)
            | Self::SetHook(_)
            | Self::RotateHookSecret(_)
            | Self::RevokeHook(_) => None,
        }
    }

    /// Returns the stream that a proposal of this command is based on beside the people; none if nobody proposes it.
    pub(super) fn changes(&self) -> Option<Stream> {
        match self {
            Self::InstallProcess(given) => Some(Stream::Rules(given.process.clone())),
            Self::ApproveProposal(_) | Self::RejectProposal(_) => None,
            other => other.process().cloned().map(Stream::People),
        }
    }
}
