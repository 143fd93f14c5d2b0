//! Changes: a row of a list, and everything of one.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::gate::{Approval, Condition, Gate, Slot};
use crate::schema::wire;
use crate::step::Run;

wire! {
    /// One row of a list of changes.
    pub struct ChangeSummary {
        /// Inner identity.
        pub id: String,
        /// The number people use.
        pub number: String,
        /// Its process.
        pub process: String,
        /// Title.
        pub title: String,
        /// Its model.
        pub model: String,
        /// `standard`, `normal` or `emergency`.
        pub class: String,
        /// Its state, in the process's words.
        pub state: String,
        /// Its phase, one of a closed set.
        pub phase: String,
        /// Level of risk, once assessed.
        pub risk: Option<String>,
        /// The requester.
        pub requester: String,
        /// Planned start, RFC 3339.
        pub start: Option<String>,
        /// Opened, RFC 3339.
        pub opened: String,
        /// Last event, RFC 3339.
        pub updated: String,
        /// Version.
        pub version: u64,
    }

    /// Everything of one change.
    pub struct ChangeDetail {
        /// Inner identity.
        pub id: String,
        /// The number people use.
        pub number: String,
        /// Version; the ETag.
        pub version: u64,
        /// Its process.
        pub process: String,
        /// Digest of the process it is pinned to.
        pub process_digest: String,
        /// Title.
        pub title: String,
        /// Its model.
        pub model: String,
        /// `standard`, `normal` or `emergency`.
        pub class: String,
        /// Its state, in the process's words.
        pub state: String,
        /// Its phase, one of a closed set.
        pub phase: String,
        /// Digest of what is approved; an approval names it.
        pub digest: String,
        /// The digest for which everything needed before the start was given.
        pub authorized: Option<String>,
        /// The requester.
        pub requester: String,
        /// Who wrote or edited what will run.
        pub authors: Vec<String>,
        /// Who carries it out.
        pub implementer: Option<String>,
        /// Field values.
        pub fields: BTreeMap<String, Value>,
        /// The plan, as it was written.
        pub plan: Value,
        /// The latest assessment of risk with its reasons.
        pub risk: Value,
        /// Rounds of approval so far.
        pub round: u32,
        /// Material edits after the first submission.
        pub revisions: u32,
        /// Reviews of the current digest.
        pub reviews: Vec<Value>,
        /// Approvals that are needed, with who can give them.
        pub slots: Vec<Slot>,
        /// Answers of all rounds.
        pub approvals: Vec<Approval>,
        /// Conditions of approvals.
        pub conditions: Vec<Condition>,
        /// What blocks the next move.
        pub gates: Vec<Gate>,
        /// Verbs that are possible in this state.
        pub moves: Vec<String>,
        /// Planned time: `start` and `end`, RFC 3339.
        pub schedule: Value,
        /// Why a person holds it.
        pub held: Option<String>,
        /// Tasks done, by checklist.
        pub ticked: BTreeMap<String, Vec<String>>,
        /// Evidence attached.
        pub evidence: Vec<Value>,
        /// Records filled in, by name.
        pub records: BTreeMap<String, Value>,
        /// The run of the plan, step by step.
        pub run: Run,
        /// Deviations written down.
        pub deviations: Vec<Deviation>,
        /// How it ended.
        pub closure: Option<String>,
        /// Whether it counts as unauthorized.
        pub unauthorized: bool,
        /// When things happened, RFC 3339.
        pub times: BTreeMap<String, Option<String>>,
        /// Addresses of related resources.
        pub links: BTreeMap<String, String>,
    }

    /// A deviation from the plan.
    pub struct Deviation {
        /// The step it concerns.
        pub step: Option<String>,
        /// What was different and why.
        pub text: String,
    }

    /// What waits for a person.
    pub struct Inbox {
        /// Waiting for me, most urgent first.
        pub mine: Vec<InboxItem>,
        /// My changes that wait for others or run.
        pub others: Vec<ChangeSummary>,
    }

    /// One thing that waits for a person.
    pub struct InboxItem {
        /// The change.
        pub change: ChangeSummary,
        /// What is asked: `approve`, `review`, `verify`, `manual_step`, ...
        pub what: String,
        /// In a sentence.
        pub text: String,
        /// Due, RFC 3339.
        pub due: Option<String>,
    }
}
