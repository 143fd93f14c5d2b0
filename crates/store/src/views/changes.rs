//! Lists of changes: which, in which order, and their rows.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::plan::RunStatus;
use placet_domain::process::{Class, ClosureCode, Phase};
use placet_domain::{ChangeId, ChangeNumber, ModelId, PersonId, ProcessName, StateId};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// The most rows of a page.
pub const PAGE_ROWS_MAX: usize = 200;

/// Which changes, and in which order. An empty query returns the most recently updated first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// In this process.
    pub process: Option<ProcessName>,
    /// In this state.
    pub state: Option<StateId>,
    /// In this phase.
    pub phase: Option<Phase>,
    /// Of this model.
    pub model: Option<ModelId>,
    /// Of this class.
    pub class: Option<Class>,
    /// With this risk level.
    pub risk: Option<String>,
    /// Requested by this person.
    pub requester: Option<PersonId>,
    /// Carried out by this person.
    pub implementer: Option<PersonId>,
    /// `true` for those that have not ended, `false` for those that have.
    pub open: Option<bool>,
    /// With all of these words, or their beginnings, in number, title or fields.
    pub text: Option<String>,
    /// The sort key.
    pub sort: Sort,
    /// The direction.
    pub order: Order,
    /// Where the previous page ended.
    pub after: Option<Cursor>,
    /// How many rows, 1 to [`PAGE_ROWS_MAX`]; 0 means as many as possible.
    pub limit: usize,
}

/// The sort key of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The last event.
    #[default]
    Updated,
    /// The first event.
    Opened,
    /// The number, compared as text.
    Number,
    /// The risk's place among the levels of its process.
    Risk,
}

/// The direction in which a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The newest or highest first.
    #[default]
    Descending,
    /// The oldest or lowest first.
    Ascending,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<ChangeRow>,
    /// Where the next one begins; none at the end.
    pub next: Option<Cursor>,
}

/// A place in a list. Rows that are added or change do not move any other row across it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) sort: Sort,
    pub(crate) seq: i64,
    /// The sort key's value in the last row.
    pub(crate) key: String,
}

/// A change as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// The internal id.
    pub id: ChangeId,
    /// The number people use.
    pub number: ChangeNumber,
    /// Its process.
    pub process: ProcessName,
    /// The process's digest, pinned.
    pub process_digest: Digest,
    /// Its model.
    pub model: ModelId,
    /// The model's class.
    pub class: Class,
    /// Its state, in the process's words.
    pub state: StateId,
    /// Its phase, in our words.
    pub phase: Phase,
    /// Its title.
    pub title: String,
    /// Its risk level.
    pub risk: Option<String>,
    /// The requester.
    pub requester: PersonId,
    /// The person who carries it out.
    pub implementer: Option<PersonId>,
    /// Rounds of approval so far.
    pub round: u32,
    /// Why a person put it on hold.
    pub held: Option<String>,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether every approval needed after implementation was given.
    pub ratified: bool,
    /// Whether it counts as unauthorized.
    pub unauthorized: bool,
    /// Whether an approval afterwards is late or was refused.
    pub unsettled: bool,
    /// The status of its run.
    pub run_status: RunStatus,
    /// Whether forward steps are held back.
    pub paused: bool,
    /// How it ended.
    pub outcome: Option<ClosureCode>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When its last event happened.
    pub updated: Timestamp,
    /// When it was last submitted.
    pub submitted: Option<Timestamp>,
    /// When approvals were requested.
    pub requested: Option<Timestamp>,
    /// When every approval needed before the start was given.
    pub authorized: Option<Timestamp>,
    /// The first instant of the planned time.
    pub scheduled_start: Option<Timestamp>,
    /// The first instant after the planned time.
    pub scheduled_end: Option<Timestamp>,
    /// When implementation began.
    pub started: Option<Timestamp>,
    /// When implementation or back-out ended.
    pub finished: Option<Timestamp>,
    /// When the change ended.
    pub closed: Option<Timestamp>,
    /// How many events it has.
    pub version: u64,
}

impl Sort {
    fn letter(self) -> char {
        match self {
            Self::Updated => 'u',
            Self::Opened => 'o',
            Self::Number => 'n',
            Self::Risk => 'r',
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.sort.letter(), self.seq, self.key)
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let parse = || {
            let mut parts = text.splitn(3, '.');
            let letter = parts.next()?;
            let sort = [Sort::Updated, Sort::Opened, Sort::Number, Sort::Risk]
                .into_iter()
                .find(|sort| letter == sort.letter().to_string())?;
            let seq = parts.next()?.parse().ok()?;
            let key = parts.next()?.to_owned();
            // All keys except numbers are counts.
            (sort == Sort::Number || key.parse::<i64>().is_ok()).then_some(Self { sort, seq, key })
        };
        parse().ok_or_else(|| {
            let given: String = text.chars().take(80).collect();
            StoreError::invalid(
                format!("`{given}` is not a cursor"),
                "take it from the page before as it is",
            )
        })
    }
}
