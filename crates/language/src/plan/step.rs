//! The plan as approved data: steps, actions, undo and the contract each step keeps.

use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::ids::StepId;
use crate::lead::Elapsed;

/// Most steps a plan may have.
pub const STEPS_MAX: usize = 500;
/// Captured output of one attempt, in bytes, kept from its head and tail together.
pub const OUTPUT_BYTES_MAX: usize = 64 * 1024;
/// Most retries a step may ask for.
pub const RETRIES_MAX: u8 = 20;

/// What will run. Part of the digest that people approve.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Steps; without `after` each waits for the one before it.
    pub steps: Vec<Step>,
    /// Actions that must succeed after a complete back-out before it counts as done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_back_out: Vec<Action>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Id, unique in the plan.
    pub id: StepId,
    /// Title shown to people; the id when missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The process's word for what kind of step it is, such as `database_migration`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Part of the plan it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Steps that must have succeeded before. Missing means the step written before this one; an empty list means none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<StepId>>,
    /// What it does.
    pub action: Action,
    /// What must hold afterwards for it to count as done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Action>,
    /// How it is undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
    /// Longest time of one attempt, check included.
    #[serde(default = "default_timeout")]
    pub timeout: Elapsed,
    /// Further attempts after a failed one; only for idempotent steps.
    #[serde(default)]
    pub retries: u8,
    /// Pause between attempts.
    #[serde(default = "default_pause")]
    pub retry_pause: Elapsed,
    /// Running it twice does the same as running it once.
    #[serde(default)]
    pub idempotent: bool,
    /// After an unknown outcome: succeeds if the step's effect is there, fails if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Action>,
    /// How hard it is to undo.
    #[serde(default)]
    pub reversibility: Reversibility,
    /// Whether the undo may run after an attempt that failed half-way.
    #[serde(default = "yes")]
    pub undo_safe_if_partial: bool,
    /// Usual duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Elapsed>,
    /// Environment it acts in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What it acts on; two running changes never hold the same target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// The operating system user it runs as; the server's own when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_as: Option<String>,
}

fn default_timeout() -> Elapsed {
    Elapsed(jiff::SignedDuration::from_mins(10))
}

fn default_pause() -> Elapsed {
    Elapsed(jiff::SignedDuration::from_secs(1))
}

fn yes() -> bool {
    true
}

impl Step {
    /// The title, or the id for a step without one.
    pub fn label(&self) -> &str {
        if self.title.is_empty() {
            self.id.as_str()
        } else {
            &self.title
        }
    }

    /// Whether nothing can undo it.
    pub fn is_irreversible(&self) -> bool {
        self.reversibility == Reversibility::Irreversible
    }
}

/// How hard a step is to undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reversibility {
    /// Undone at once.
    #[default]
    Easy,
    /// Undone with some effort.
    Moderate,
    /// Undone with great effort, such as a restore that loses writes.
    Difficult,
    /// A point of no return.
    Irreversible,
}

/// How a step is undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Undo {
    /// `previous`: what `install` and `write` replaced is put back.
    Previous(PreviousState),
    /// `none`: nothing is left behind that would have to be undone.
    None(NothingToUndo),
    /// An action of its own.
    Action(Box<Action>),
}

/// The word `previous`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviousState {
    /// Put back what was there.
    Previous,
}

/// The word `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NothingToUndo {
    /// Nothing to do.
    None,
}
