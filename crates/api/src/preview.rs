//! What a change would ask for if it were opened like this.

use serde_json::Value;

use crate::problem::Reason;
use crate::schema::wire;

wire! {
    /// What a change would ask for. None of it is a promise: the rules are read again when it is submitted.
    pub struct Preview {
        /// Digest of the process.
        pub process_digest: String,
        /// The model, named or found.
        pub model: String,
        /// Its title.
        pub model_title: String,
        /// Whether a rule found it.
        pub model_found_by_rule: bool,
        /// `standard`, `normal` or `emergency`.
        pub class: String,
        /// The format of its number, and a number in that format.
        pub number: NumberAsked,
        /// The assessment of risk with its reasons.
        pub risk: Value,
        /// Reviews that are needed.
        pub reviews: Vec<ReviewAsked>,
        /// Approvals that are needed.
        pub approvals: Vec<ApprovalAsked>,
        /// Tests that are asked for.
        pub tests: Vec<TestAsked>,
        /// Documents that are asked for, in words.
        pub documents: Vec<String>,
        /// Checklists that are part of it.
        pub checklists: Vec<ChecklistAsked>,
        /// The shortest notice, if there is one.
        pub lead: Option<String>,
        /// The first instant that the notice allows, RFC 3339.
        pub earliest_start: String,
        /// How it would be backed out.
        pub back_out: String,
        /// What keeps it from being submitted.
        pub problems: Vec<Reason>,
    }

    /// The number a change would get.
    pub struct NumberAsked {
        /// The format.
        pub format: String,
        /// A number in that format; the real one is counted when the change is opened.
        pub example: String,
    }

    /// A review that is needed.
    pub struct ReviewAsked {
        /// Which review.
        pub kind: String,
        /// Its title.
        pub title: String,
        /// Roles, one of which reviews.
        pub roles: Vec<String>,
        /// Who holds one of them.
        pub people: Vec<String>,
        /// The condition that asks for it; empty if it is always needed.
        pub because: String,
        /// Requirement ids.
        pub requirements: Vec<String>,
    }

    /// An approval that is needed.
    pub struct ApprovalAsked {
        /// Title of the requirement.
        pub title: String,
        /// `before` or `after` the implementation.
        pub timing: String,
        /// Who can give it.
        pub people: Vec<String>,
        /// How soon it is expected, counted from the request or from the start of implementation.
        pub within: Option<String>,
        /// What the approver ticks.
        pub checklist: Vec<String>,
        /// Rules that ask for it.
        pub rules: Vec<String>,
        /// Requirement ids.
        pub requirements: Vec<String>,
    }

    /// A test that is asked for.
    pub struct TestAsked {
        /// Its type.
        pub kind: String,
        /// Its title.
        pub title: String,
        /// Where it runs.
        pub environment: Option<String>,
        /// What passing means.
        pub passes_when: Option<String>,
        /// Whether it runs without a person.
        pub automated: bool,
    }

    /// A checklist that is part of the change.
    pub struct ChecklistAsked {
        /// Which checklist.
        pub name: String,
        /// Its title.
        pub title: String,
        /// Its tasks.
        pub tasks: Vec<String>,
        /// Requirement ids.
        pub requirements: Vec<String>,
    }
}
