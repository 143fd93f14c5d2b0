//! Requirements as slots to be filled by distinct persons, and the answers that may fill them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use placet_language::digest::Digest;
use placet_language::ids::{PersonId, RoleId};
use placet_language::lead::{Elapsed, Lead};
use placet_language::people::Capacity;

/// Before or after implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Gates the start.
    Before,
    /// Ratifies afterwards, by a deadline.
    After,
}

/// A role that may fill a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligible {
    /// The role.
    pub role: RoleId,
    /// So long after the request it may answer too: the succession of an authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_after: Option<Elapsed>,
}

/// How a slot is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// By a person who holds one of its roles.
    Role,
    /// By the chair of a board.
    Chair,
    /// By a member of a board, each seat once.
    Member,
    /// By a vote, which no person's approval replaces.
    Vote,
    /// By nobody: the process does not say who approves.
    Unfillable,
}

/// One approval that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenSlot")]
pub struct Slot {
    /// Unique among the slots of a change: `roles/engineering_manager`, `board:cab/chair`.
    pub id: String,
    /// How it is filled. Events do not hold it, because the id says it.
    #[serde(skip_serializing)]
    pub kind: SlotKind,
    /// Title shown to people.
    pub title: String,
    /// Slots of one set are filled by distinct persons where the process says so; sets do not compete.
    pub set: String,
    /// Who may fill it.
    pub eligible: Vec<Eligible>,
    /// The slot that must be filled first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comes_after: Option<String>,
    /// Before or after implementation.
    pub timing: Timing,
    /// Expected in: counted from the request, or, for ratification, from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Lead>,
    /// What the approver ticks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<String>,
    /// Names of the rules that ask for it.
    pub rules: Vec<String>,
    /// Requirement ids of those rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
}

/// A slot as an event or a snapshot holds it.
#[derive(Deserialize)]
struct WrittenSlot {
    id: String,
    title: String,
    set: String,
    eligible: Vec<Eligible>,
    #[serde(default)]
    comes_after: Option<String>,
    timing: Timing,
    #[serde(default)]
    within: Option<Lead>,
    #[serde(default)]
    checklist: Vec<String>,
    rules: Vec<String>,
    #[serde(default)]
    from: Vec<String>,
}

impl WrittenSlot {
    /// Reads the kind from the id, the only place in which an event holds it.
    fn kind(&self) -> SlotKind {
        if self.id.contains("/vote:") {
            SlotKind::Vote
        } else if self.eligible.is_empty() {
            SlotKind::Unfillable
        } else if !self.set.starts_with("board:") {
            SlotKind::Role
        } else if self.id.ends_with("/chair") {
            SlotKind::Chair
        } else {
            SlotKind::Member
        }
    }
}

impl From<WrittenSlot> for Slot {
    fn from(written: WrittenSlot) -> Self {
        Self {
            kind: written.kind(),
            id: written.id,
            title: written.title,
            set: written.set,
            eligible: written.eligible,
            comes_after: written.comes_after,
            timing: written.timing,
            within: written.within,
            checklist: written.checklist,
            rules: written.rules,
            from: written.from,
        }
    }
}

/// What an approver answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Approved,
    /// No; ends the round.
    Rejected,
    /// Neither; counts for nothing.
    Abstained,
    /// Not yet.
    Deferred,
}

/// One answer, as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who answered.
    pub person: PersonId,
    /// In which capacities they could answer then.
    pub capacities: Vec<Capacity>,
    /// What they answered.
    pub answer: Answer,
    /// For which digest.
    pub digest: Digest,
    /// In which round.
    pub round: u32,
    /// When.
    pub at: Timestamp,
    /// The exact phrase, where the process asks for one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phrase: String,
    /// A comment or the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Items ticked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ticked: Vec<String>,
    /// What it was given for has been edited since, so it never counts again, not even when the edit is taken back. Known
    /// of a change, not of its events.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voided: bool,
}

impl Approval {
    /// Whether it answers for this digest, and no edit has come between.
    pub fn is_for(&self, digest: Digest) -> bool {
        self.digest == digest && !self.voided
    }
}

#[cfg(test)]
mod tests;
