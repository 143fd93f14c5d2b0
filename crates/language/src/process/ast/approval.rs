//! Reviews and approvals.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::requirements::Requirements;
use super::table::Table;
use crate::condition::Condition;
use crate::ids::{BoardId, RoleId};
use crate::lead::{Elapsed, Lead};
use crate::process::ast::one_or_many;

/// A review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Title; made from the id when missing.
    #[serde(default)]
    pub title: Option<String>,
    /// Roles of which one reviews.
    pub by: Vec<RoleId>,
    /// Needed only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// What the reviewer ticks; all of it for the review to pass.
    #[serde(default)]
    pub checklist: Vec<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// Who approves, and what follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    /// Contributors who never approve.
    #[serde(default = "Excluded::all")]
    pub never: Vec<Excluded>,
    /// One person counts once among the requirements of one change.
    #[serde(default = "yes")]
    pub distinct: bool,
    /// The exact words one of which an approval must consist of, if any are listed.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Rules; what they ask for is taken together.
    pub rules: Vec<ApprovalRule>,
    /// What follows when an approval after implementation is late or refused.
    #[serde(default)]
    pub overdue: Overdue,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

fn yes() -> bool {
    true
}

/// A contributor who may not approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Excluded {
    /// Who asked for the change.
    Requester,
    /// The people who wrote or edited what will run.
    PlanAuthor,
    /// The person who starts or carries it out.
    Implementer,
}

impl Excluded {
    fn all() -> Vec<Self> {
        vec![Self::Requester, Self::PlanAuthor, Self::Implementer]
    }
}

/// A rule: either a `need`, or a `table` looked up by one or more values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WrittenRule")]
pub struct ApprovalRule {
    /// Short name, used in reasons.
    pub rule: String,
    /// Applies only when this holds.
    pub when: Option<Condition>,
    /// What is needed, by the values of the change.
    #[serde(flatten)]
    pub table: Option<Table<Policy>>,
    /// What is needed, without a table.
    pub need: Vec<Policy>,
    /// Requirement ids.
    pub from: Requirements,
}

/// A rule as a process file writes it: `by` says how deep the table is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    rule: String,
    #[serde(default)]
    when: Option<Condition>,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    table: Option<IndexMap<String, Value>>,
    #[serde(default, deserialize_with = "one_or_many::list")]
    need: Vec<Policy>,
    #[serde(default)]
    from: Requirements,
}

impl TryFrom<WrittenRule> for ApprovalRule {
    type Error = serde_json::Error;

    fn try_from(written: WrittenRule) -> Result<Self, Self::Error> {
        let by = written.by;
        Ok(Self {
            rule: written.rule,
            when: written.when,
            table: written
                .table
                .map(|entries| Table::read(by, entries))
                .transpose()?,
            need: written.need,
            from: written.from,
        })
    }
}

/// What is needed. Exactly one of the kinds, with modifiers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// One approval for each role.
    pub all: Vec<RoleId>,
    /// One approval by a holder of any of the roles.
    pub any: Vec<RoleId>,
    /// So many persons out of `of`.
    pub count: Option<u16>,
    /// So many percent of the holders of `of`, rounded half up, at least one.
    pub percent: Option<u8>,
    /// Roles for `count` and `percent`.
    pub of: Vec<RoleId>,
    /// One approval for each role, in this order.
    pub sequence: Vec<RoleId>,
    /// The first role that answers; each next one may answer when `each` has passed again.
    pub succession: Vec<RoleId>,
    /// Time until the next of the succession may answer.
    pub each: Option<Elapsed>,
    /// A majority of the board with its chair.
    pub board: Option<BoardId>,
    /// A vote, carried for deliberation.
    pub vote: Option<String>,
    /// No person: the rule itself authorizes.
    pub automatic: bool,
    /// Needed only when this holds.
    pub when: Option<Condition>,
    /// Title of the requirement.
    pub title: Option<String>,
    /// Answer expected in.
    pub within: Option<Lead>,
    /// Given after implementation, at the latest so long after it began.
    pub after: Option<Lead>,
    /// What the approver ticks.
    pub checklist: Vec<String>,
    /// Requirement ids.
    pub from: Requirements,
}

/// What follows when an approval after implementation is late or refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overdue {
    /// Roles to notify.
    pub escalate_to: Vec<RoleId>,
    /// The change is marked unauthorized.
    pub mark_unauthorized: bool,
    /// The requester opens no further emergency change until it is settled.
    pub blocks_requester: bool,
    /// A refusal asks for a decision on rolling back.
    pub rollback_decision: bool,
    /// Requirement ids.
    pub from: Requirements,
}
