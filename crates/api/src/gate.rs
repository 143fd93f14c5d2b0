//! What stands between a change and its next state, and who can clear it.

use crate::problem::Reason;
use crate::schema::wire;

wire! {
    /// One gate.
    pub struct Gate {
        /// Its name in the process, such as `approvals` or `checklist.pre`.
        pub gate: String,
        /// The move it guards, such as `start`.
        pub guards: String,
        /// Whether it passes now.
        pub passed: bool,
        /// Why not; empty when it passes.
        pub why: Vec<Reason>,
        /// Who can clear it.
        pub who: Vec<String>,
    }

    /// One approval that is needed.
    pub struct Slot {
        /// Unique in the change, such as `board:cab/chair`.
        pub id: String,
        /// Title.
        pub title: String,
        /// `before` or `after` the implementation.
        pub timing: String,
        /// Roles that may fill it.
        pub roles: Vec<String>,
        /// The person whose approval fills it now.
        pub filled_by: Option<String>,
        /// Who could fill it now.
        pub can: Vec<String>,
        /// Due, RFC 3339.
        pub due: Option<String>,
        /// What the approver ticks.
        pub checklist: Vec<String>,
        /// Names of the rules that ask for it.
        pub rules: Vec<String>,
        /// Requirement ids of those rules.
        pub requirements: Vec<String>,
    }

    /// One answer to a request for approval.
    pub struct Approval {
        /// Who answered.
        pub person: String,
        /// Roles they could answer in.
        pub roles: Vec<String>,
        /// `approved`, `rejected`, `abstained` or `deferred`.
        pub answer: String,
        /// The digest it was given for.
        pub digest: String,
        /// Whether it is for what would run now.
        pub current: bool,
        /// In which round.
        pub round: u32,
        /// When, RFC 3339.
        pub at: String,
        /// A comment or the reason.
        pub comment: String,
    }

    /// A condition of an approval.
    pub struct Condition {
        /// Its number, from 1.
        pub number: u32,
        /// What must be done.
        pub text: String,
        /// Who set it.
        pub set_by: String,
        /// How it was met.
        pub met: Option<String>,
    }
}
