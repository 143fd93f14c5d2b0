//! The state of a change: the fold of its events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::arguments::{Evidence, Schedule};
use super::recorded::{Refusal, ReviewDone};
use crate::approval::{Approval, Slot};
use crate::plan::{FixedPlan, Run};
use crate::risk::{Raised, RiskAssessment};
use placet_language::digest::Digest;
use placet_language::ids::{
    ChangeId, ChangeNumber, FieldId, ModelId, PersonId, ProcessName, StateId, StepId,
};
use placet_language::process::{Class, ClosureCode, Phase};

/// Everything the rules need to know about one change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Inner identity.
    pub id: ChangeId,
    /// The number people use.
    pub number: ChangeNumber,
    /// Its process.
    pub process: ProcessName,
    /// The process's digest, pinned.
    pub process_digest: Digest,
    /// Where it stands, in the process's words.
    pub state: StateId,
    /// Where it stands, in ours.
    pub phase: Phase,
    /// The people of the change.
    pub who: Who,
    /// What is asked for.
    pub request: Requested,
    /// What must be approved, and how far it is.
    pub authority: Authority,
    /// The planned time.
    pub schedule: Option<Schedule>,
    /// Whether the planned time is part of what is approved.
    pub schedule_bound: bool,
    /// A person holds it, and why.
    pub held: Option<String>,
    /// What people wrote down and attached.
    pub written: Written,
    /// The run of the plan.
    pub run: Run,
    /// How it ended.
    pub closure: Option<ClosureCode>,
    /// Denials since the last event of another kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
    /// When things happened.
    pub times: Times,
}

/// The people of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Who {
    /// Who asks.
    pub requester: PersonId,
    /// Who wrote or edited what will run.
    pub authors: BTreeSet<PersonId>,
    /// Who carries it out, once begun.
    pub implementer: Option<PersonId>,
}

/// What is asked for, and how risky it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requested {
    /// Its model.
    pub model: ModelId,
    /// The model's class.
    pub class: Class,
    /// Field values, without defaults.
    pub fields: Arc<BTreeMap<FieldId, Value>>,
    /// What will run.
    pub plan: FixedPlan,
    /// The digest of what is approved, as of now.
    pub digest: Digest,
    /// Latest risk.
    pub risk: Option<RiskAssessment>,
    /// A level that a person raised to.
    pub raised: Option<Raised>,
    /// Material edits after the first submission.
    pub revisions: u32,
}

/// What must be approved, and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authority {
    /// Rounds of approval so far; 0 before the first submission.
    pub round: u32,
    /// Reviews of the current digest.
    pub reviews: Vec<ReviewDone>,
    /// What must be approved; empty before the first submission.
    pub slots: Vec<Slot>,
    /// Slots whose time has run out, as far as that was recorded in this round.
    #[serde(default)]
    pub overdue: BTreeSet<String>,
    /// All answers of all rounds.
    pub approvals: Vec<Approval>,
    /// Conditions set by approvals, in order.
    pub conditions: Vec<Condition>,
    /// The digest for which everything needed before the start was given.
    pub authorized: Option<Digest>,
    /// Everything needed after implementation was given.
    pub ratified: bool,
    /// An approval afterwards is late or was refused and nothing has settled it.
    pub unsettled: bool,
    /// It counts as unauthorized.
    pub unauthorized: bool,
}

/// What people wrote down and attached.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// Tasks done, by checklist.
    pub ticked: BTreeMap<String, BTreeSet<String>>,
    /// Evidence attached.
    pub evidence: Vec<Evidence>,
    /// Records filled in.
    pub records: BTreeMap<String, BTreeMap<FieldId, Value>>,
    /// Deviations written down.
    pub deviations: Vec<(Option<StepId>, String)>,
}

/// When things happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Opened.
    pub opened: Timestamp,
    /// Last event.
    pub updated: Timestamp,
    /// Last submission.
    pub submitted: Option<Timestamp>,
    /// Approvals were asked for.
    pub requested: Option<Timestamp>,
    /// Everything needed before the start was given.
    pub authorized: Option<Timestamp>,
    /// Implementation began.
    pub started: Option<Timestamp>,
    /// Implementation or back-out ended.
    pub finished: Option<Timestamp>,
    /// Ended.
    pub closed: Option<Timestamp>,
}

/// A condition of an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What must be done.
    pub text: String,
    /// Who set it.
    pub set_by: PersonId,
    /// How it was met.
    pub met: Option<String>,
}

impl Change {
    /// The title, or the number for a change without one.
    pub fn title(&self) -> &str {
        let title = self
            .request
            .fields
            .iter()
            .find(|(id, _)| id.as_str() == "title");
        title
            .and_then(|(_, value)| value.as_str())
            .unwrap_or(&self.number)
    }

    /// Who carries it out: the implementer, or the requester as long as there is none.
    pub fn carried_out_by(&self) -> &PersonId {
        self.who.implementer.as_ref().unwrap_or(&self.who.requester)
    }

    /// Whether it ended so that what waits for it may begin.
    pub fn ended_well(&self) -> bool {
        let code = self.closure;
        self.phase == Phase::Closed
            && matches!(
                code,
                Some(ClosureCode::Successful | ClosureCode::SuccessfulWithIssues)
            )
    }

    /// Whether it has ended.
    pub fn is_ended(&self) -> bool {
        matches!(self.phase, Phase::Closed | Phase::Canceled)
    }
}
