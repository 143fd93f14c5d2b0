//! Persons, what they may do, and their tokens.

use serde_json::Value;

use crate::schema::wire;

wire! {
    /// The caller.
    pub struct Me {
        /// Id.
        pub person: String,
        /// Name shown to people.
        pub name: String,
        /// `human`, `agent` or `service`.
        pub kind: String,
        /// Whether they manage people, processes and tokens.
        pub administrator: bool,
        /// What this call's token or session may do: `read`, `write`, `approve`, `admin`.
        pub scopes: Vec<String>,
        /// Processes they belong to.
        pub processes: Vec<String>,
        /// Roles they can act in now.
        pub roles: Vec<Role>,
    }

    /// A role that a person can act in now.
    pub struct Role {
        /// In which process.
        pub process: String,
        /// The role.
        pub role: String,
        /// Whose role it is, when it was delegated.
        pub on_behalf_of: Option<String>,
    }

    /// A person of a process's organization.
    pub struct PersonRow {
        /// Id.
        pub person: String,
        /// In which process.
        pub process: String,
        /// Name shown to people.
        pub name: String,
        /// `human`, `agent` or `service`.
        pub kind: String,
        /// For an agent or service: who answers for it.
        pub principal: Option<String>,
        /// Roles held.
        pub roles: Vec<String>,
    }

    /// Asks for a hand-over of roles.
    #[serde(deny_unknown_fields)]
    pub struct NewDelegation {
        /// In which process.
        pub process: String,
        /// Who hands over; the caller when missing. Only an administrator may name another person.
        pub from: Option<String>,
        /// Who acts in their place.
        pub to: String,
        /// Which roles; all of them when missing.
        pub roles: Option<Vec<String>>,
        /// First instant it is valid, RFC 3339; now when missing.
        pub since: Option<String>,
        /// First instant it is no longer valid, RFC 3339.
        pub until: String,
    }

    /// A dated hand-over of roles.
    pub struct DelegationRow {
        /// In which process.
        pub process: String,
        /// Who hands over.
        pub from: String,
        /// Who acts in their place.
        pub to: String,
        /// Which roles; empty means all.
        pub roles: Vec<String>,
        /// First instant it is valid, RFC 3339.
        pub since: String,
        /// First instant it is no longer valid, RFC 3339.
        pub until: String,
    }

    /// What a change of people or rules did, or would do.
    pub struct OrganizationAnswer {
        /// Whether it was done; false for a preview, and while another administrator must approve it.
        pub done: bool,
        /// Names of the events.
        pub events: Vec<String>,
        /// The id of the proposal that was made instead.
        pub proposal: Option<String>,
        /// Whether another administrator must approve it.
        pub needs_approval: bool,
        /// What differs, in words.
        pub differences: Vec<String>,
        /// Approvals of changes in flight that fewer people can give.
        pub losses: Vec<ApprovalLoss>,
    }

    /// An approval of a change in flight that fewer people can give.
    pub struct ApprovalLoss {
        /// Number of the change.
        pub change: String,
        /// The approval.
        pub approval: String,
        /// Who can no longer give it.
        pub lost: Vec<String>,
        /// Who still can.
        pub left: Vec<String>,
        /// The same in words.
        pub sentence: String,
    }

    /// A change of people or rules that waits for another administrator.
    pub struct ProposalRow {
        /// Its id.
        pub proposal: String,
        /// What is asked.
        pub verb: String,
        /// Who proposed it.
        pub by: String,
        /// Why.
        pub reason: String,
        /// Digest of exactly what will be done; an approval names it.
        pub digest: String,
        /// Whether what it was based on has changed, so that it can only be rejected.
        pub lapsed: bool,
        /// Exactly what will be done.
        pub command: Value,
    }

    /// Asks for a token.
    #[serde(deny_unknown_fields)]
    pub struct NewToken {
        /// The owner; the caller when missing. Only an administrator may name another, and only an agent or a service.
        pub person: Option<String>,
        /// What it may do: `read`, `write`, `approve`, `admin`.
        pub scopes: Vec<String>,
        /// When it expires, RFC 3339; ninety days from now when missing.
        pub expires: Option<String>,
    }

    /// A one-time link for a first password.
    pub struct Invitation {
        /// The person it is for.
        pub person: String,
        /// The address on this server, shown once.
        pub link: String,
    }

    /// A token without its secret.
    pub struct Token {
        /// Id, by which it is revoked.
        pub id: String,
        /// The owner.
        pub person: String,
        /// What it may do.
        pub scopes: Vec<String>,
        /// When it expires, RFC 3339.
        pub expires: Option<String>,
        /// Last used, RFC 3339, as far as that was recorded.
        pub used: Option<String>,
        /// Whether it was revoked.
        pub revoked: bool,
    }

    /// A token with its secret, shown once.
    pub struct IssuedToken {
        /// The secret, `plc_...`; only its hash is kept.
        pub secret: String,
        /// The token.
        pub token: Token,
    }
}
