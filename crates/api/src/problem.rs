//! Refusals, as RFC 9457 shapes them.

use crate::schema::wire;

wire! {
    /// A refusal (RFC 9457, `application/problem+json`).
    pub struct Problem {
        /// A stable address of the kind of refusal, `urn:placet:problem:KIND`.
        pub r#type: String,
        /// The kind in words.
        pub title: String,
        /// The HTTP status.
        pub status: u32,
        /// One sentence for all reasons together.
        pub detail: String,
        /// Identity of this refusal, also in the server's log.
        pub id: String,
        /// Every reason.
        pub reasons: Vec<Reason>,
    }

    /// One reason, written for the person who reads it.
    #[serde(default)]
    pub struct Reason {
        /// A stable code such as `requester_may_not_approve`.
        pub code: String,
        /// What is wrong.
        pub message: String,
        /// The remedy, or who can help.
        pub hint: String,
        /// Where: a field, a step, a gate, a line, a rule's path in the process.
        pub place: String,
        /// Requirement ids that the rule carries.
        pub requirements: Vec<String>,
    }
}
