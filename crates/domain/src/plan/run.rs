//! The run of a plan: what each step's attempts came to so far.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use placet_language::digest::Digest;
use placet_language::ids::StepId;
use placet_language::plan::{Action, Step, Task, Undo};
use placet_language::process::BackOutKind;

/// What an attempt carries out, as events, jobs and reports write it. The rules read it as a [`super::Part`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The action and its check.
    Forward,
    /// The undo.
    Undo,
    /// The reconcile probe after an unknown outcome.
    Probe,
    /// The checks after a back-out. The plan's first step stands with them and means nothing.
    AfterBackOut,
}

/// In which way a step is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The action and its check.
    Forward,
    /// The undo.
    Undo,
    /// The probe after an unknown outcome, or the check of a manual step after its report.
    Probe,
}

impl From<Way> for Direction {
    fn from(way: Way) -> Self {
        match way {
            Way::Forward => Self::Forward,
            Way::Undo => Self::Undo,
            Way::Probe => Self::Probe,
        }
    }
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Not begun.
    #[default]
    Pending,
    /// An attempt has been recorded as begun.
    Running,
    /// Done and checked.
    Succeeded,
    /// Failed after its last attempt; it may have had effects.
    Failed,
    /// Nobody knows what the last attempt did; a person is asked.
    Unknown,
    /// Left out by a person, with a reason.
    Skipped,
    /// Being undone.
    Undoing,
    /// Undone.
    Undone,
    /// Its undo failed; a person is asked.
    UndoFailed,
    /// A person took over its undo and declared the state, with a reason.
    UndoSkipped,
}

/// One step's part of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StepRun {
    /// Where it stands.
    pub status: StepStatus,
    /// Attempts begun forward.
    pub attempts: u32,
    /// Attempts begun of the undo.
    pub undo_attempts: u32,
    /// Attempts begun of the reconcile probe.
    pub probe_attempts: u32,
    /// Forward attempts at or below this number belong to an earlier order of a person.
    pub attempts_before_order: u32,
    /// Undo attempts at or below this number belong to an earlier order of a person.
    pub undo_attempts_before_order: u32,
    /// An attempt ended other than by never beginning, so effects are possible.
    pub touched: bool,
    /// When the last attempt began.
    pub started_at: Option<Timestamp>,
    /// When the last attempt ended.
    pub ended_at: Option<Timestamp>,
    /// State before the step, recorded by the connector, from which `previous` is restored.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub before: Value,
    /// Why it failed, was skipped or is unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

impl StepRun {
    /// Whether the step may have had an effect.
    pub fn may_have_run(&self) -> bool {
        self.touched || self.status == StepStatus::Running
    }

    /// Whether an attempt ended half-way and nobody has dealt with what it left: also of a step that was then ordered
    /// again and not begun, or left out.
    pub fn is_partly_done(&self) -> bool {
        let left_alone = matches!(self.status, StepStatus::Pending | StepStatus::Skipped);
        matches!(self.status, StepStatus::Failed | StepStatus::Unknown)
            || left_alone && self.touched
    }

    /// Returns how many attempts were begun in a way.
    pub fn attempts_of(&self, way: Way) -> u32 {
        match way {
            Way::Forward => self.attempts,
            Way::Undo => self.undo_attempts,
            Way::Probe => self.probe_attempts,
        }
    }
}

/// Where the whole run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Not started.
    #[default]
    Idle,
    /// Going forward.
    Forward,
    /// Every step is done or skipped.
    Finished,
    /// A step failed or is unknown and the kind of back-out waits for a person.
    Halted,
    /// Being undone.
    BackingOut,
    /// The checks after the back-out run.
    Checking,
    /// Everything undone and checked.
    BackedOut,
    /// Nothing more can be undone without a person.
    Stuck,
}

/// The run of a change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Run {
    /// Where it stands.
    pub status: RunStatus,
    /// A person holds forward steps back.
    pub paused: bool,
    /// The digest it was started for.
    pub digest: Option<Digest>,
    /// Steps by id.
    pub steps: BTreeMap<StepId, StepRun>,
    /// How it is being undone.
    pub back_out: Option<BackOutRun>,
    /// Attempts of the checks after the back-out.
    pub check_attempts: u32,
    /// Attempts in flight: begun and not ended.
    pub in_flight: Vec<InFlight>,
}

/// An attempt that was begun and has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFlight {
    /// Which step.
    pub step: StepId,
    /// Which way.
    pub direction: Direction,
    /// Which attempt.
    pub attempt: u32,
}

/// A back-out under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackOutRun {
    /// How.
    pub kind: BackOutKind,
    /// What set it off.
    pub trigger: String,
    /// The steps it undoes.
    pub scope: Vec<StepId>,
    /// When it began.
    pub started_at: Timestamp,
}

impl Run {
    /// Returns whether forward steps may still begin, so that a pause or its end means something.
    pub fn goes_forward(&self) -> bool {
        matches!(self.status, RunStatus::Forward | RunStatus::Halted)
    }

    /// The step's part, the empty one if it has not begun.
    pub fn step(&self, id: &StepId) -> StepRun {
        self.steps.get(id).cloned().unwrap_or_default()
    }

    /// Whether effects may still happen: a target stays claimed until then.
    pub fn holds_targets(&self) -> bool {
        !matches!(
            self.status,
            RunStatus::Idle | RunStatus::Finished | RunStatus::BackedOut
        )
    }
}

/// Returns what a person does and reports in this direction, if the step is not for a runner.
pub fn manual_task(step: &Step, direction: Direction) -> Option<&Task> {
    let action = match (direction, &step.undo) {
        (Direction::Forward, _) => &step.action,
        (Direction::Undo, Some(Undo::Action(action))) => action,
        _ => return None,
    };
    match action {
        Action::Task(task) => Some(task),
        _ => None,
    }
}
