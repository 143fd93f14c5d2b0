//! States, moves and the gates between them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::requirements::Requirements;
use crate::condition::Condition;
use crate::ids::{RoleId, StateId};
use crate::process::ast::one_or_many::{self, OneOrMany};

/// The closed set of phases. Code looks at phases only; states are the process's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being written.
    New,
    /// Being reviewed and assessed.
    Assess,
    /// Waiting for approvals.
    Authorize,
    /// Authorized, waiting for its start.
    Scheduled,
    /// Running or being backed out.
    Implement,
    /// Done; being verified and reviewed.
    Review,
    /// Ended.
    Closed,
    /// Ended before implementation.
    Canceled,
}

/// States and moves. The first state is where a change begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifecycle {
    /// State to phase, in order.
    pub states: IndexMap<StateId, State>,
    /// What leads from state to state; the first move whose `at` and `when` hold is taken.
    pub moves: IndexMap<Move, MoveList>,
    /// What becomes of a submission that the form refuses: kept as a draft, or stored as rejected (Z11).
    #[serde(default)]
    pub invalid_submission: InvalidSubmission,
    /// Escalate after so many rounds of revision.
    #[serde(default)]
    pub revisions_max: Option<u16>,
    /// Who is notified then.
    #[serde(default)]
    pub revisions_escalate_to: Vec<RoleId>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// What becomes of an invalid submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvalidSubmission {
    /// The submission is refused and the draft stays.
    #[default]
    Refused,
    /// The change is stored as rejected, with the reasons.
    Rejected,
}

/// A state; in the file also just its phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "StateForm")]
pub struct State {
    /// The phase it belongs to.
    pub phase: Phase,
    /// The word shown to people when it is not the state's own name.
    pub title: Option<String>,
    /// Requirement ids.
    pub from: Requirements,
}

/// A state as the file may write it: its phase alone, or a map.
#[derive(Deserialize)]
#[serde(untagged)]
enum StateForm {
    Phase(Phase),
    Full {
        phase: Phase,
        #[serde(default)]
        title: Option<String>,
        #[serde(default)]
        from: Requirements,
    },
}

impl From<StateForm> for State {
    fn from(form: StateForm) -> Self {
        match form {
            StateForm::Phase(phase) => Self {
                phase,
                title: None,
                from: Requirements::new(),
            },
            StateForm::Full { phase, title, from } => Self { phase, title, from },
        }
    }
}

/// What makes a change move: a person's verb, or what the engine notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Submitted for review or approval.
    Submit,
    /// A submission was refused by the form and is stored as rejected.
    Refuse,
    /// A material edit made the change start again.
    Edit,
    /// The last review that is needed was recorded as passed.
    Review,
    /// The last approval before implementation was given.
    Approve,
    /// An approver rejected it.
    Reject,
    /// The authority put the decision off.
    Defer,
    /// Planned for a time.
    Schedule,
    /// Implementation began.
    Start,
    /// Every step succeeded.
    Finish,
    /// Undoing began.
    BackOut,
    /// Everything was undone.
    BackedOut,
    /// An undo failed; a person is needed.
    Stuck,
    /// Verified.
    Verify,
    /// Closed.
    Close,
    /// Canceled.
    Cancel,
}

/// One move or several, tried in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "OneOrMany<MoveRule>", into = "Vec<MoveRule>")]
pub struct MoveList(pub Vec<MoveRule>);

impl From<OneOrMany<MoveRule>> for MoveList {
    fn from(rules: OneOrMany<MoveRule>) -> Self {
        Self(rules.into_vec())
    }
}

impl From<MoveList> for Vec<MoveRule> {
    fn from(list: MoveList) -> Self {
        list.0
    }
}

/// One way to move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveRule {
    /// States it leaves; written as one name or a list.
    #[serde(deserialize_with = "one_or_many::list")]
    pub at: Vec<StateId>,
    /// State it enters.
    pub to: StateId,
    /// Taken only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Gates that must hold first.
    #[serde(default)]
    pub holds: Vec<Hold>,
    /// Who may do it: roles, or `requester`, `implementer`; anybody with a role when empty.
    #[serde(default)]
    pub by: Vec<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// A gate by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Hold {
    /// The form is complete.
    Form,
    /// A plan is there and obeys the plan rules.
    Plan,
    /// Risk has been assessed.
    Risk,
    /// The risk is acceptable: no row above the threshold without mitigation.
    RiskAccepted,
    /// Every review that is needed has passed.
    Reviews,
    /// Every approval before implementation was given for the current digest.
    Approvals,
    /// Every approval after implementation was given.
    Ratification,
    /// Every condition of an approval is met.
    Conditions,
    /// A time is planned, and it has come.
    Scheduled,
    /// The model's lead time has passed.
    LeadTime,
    /// Windows and freezes allow it. They come with the calendar; until then this gate is open.
    Calendar,
    /// Every upstream change is done.
    Predecessors,
    /// Every test type asked for has passing evidence.
    Tests,
    /// The monitoring time after implementation has passed.
    Monitoring,
    /// The review afterwards is recorded or, with a date, planned.
    ReviewScheduled,
    /// A checklist is done, written `checklist.NAME`.
    Checklist(String),
    /// A record is filled in, written `record.NAME`.
    Record(String),
    /// A vote was won. Votes come with deliberation; until then this gate is closed, and says so.
    Vote,
}
