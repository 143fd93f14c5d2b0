//! What can be asked of a change.

use serde::{Deserialize, Serialize};

use super::arguments::{
    Approve, Assess, Because, Close, Comment, Decline, Deviation, Edit, Evidence, FillNamedRecord,
    FillRecord, MeetCondition, OfStep, RecordOutcome, RecordStep, Review, Schedule, Tick,
};
use placet_language::request::Request;

/// A verb with its arguments. Verbs of people first; the last two are the engine's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verb")]
pub enum Command {
    /// Records a new change as a draft.
    Open(Request),
    /// Replaces fields or the plan.
    Edit(Edit),
    /// Asks for review and approval.
    Submit,
    /// Records what the risk engines need, or raises the level, with a reason.
    Assess(Assess),
    /// Records a review.
    Review(Review),
    /// Approves, for exactly one digest.
    Approve(Approve),
    /// Rejects; one rejection ends the round.
    Reject(Decline),
    /// Puts the decision off.
    Defer(Decline),
    /// Abstains.
    Abstain(Decline),
    /// Reports a condition of an approval as met.
    Condition(MeetCondition),
    /// Plans the implementation for a time.
    Schedule(Schedule),
    /// Holds the change beside its state.
    Hold(Because),
    /// Ends a hold.
    Release(Because),
    /// Ticks tasks of a checklist.
    Tick(Tick),
    /// Begins the implementation.
    Start,
    /// Reports a manual step.
    RecordStep(RecordStep),
    /// Holds back further forward steps.
    Pause(Because),
    /// Lets forward steps go on.
    Resume,
    /// Leaves a step out, or takes over a failed undo.
    Skip(OfStep),
    /// Orders a further attempt of a step, an undo or the checks.
    Retry(OfStep),
    /// Stops everything now, running steps included, and backs out.
    Abort(Because),
    /// Undoes what was done.
    BackOut(Because),
    /// Records the verification.
    Verify(FillRecord),
    /// Ends the change.
    Close(Close),
    /// Ends the change before implementation.
    Cancel(Because),
    /// Adds to the discussion.
    Comment(Comment),
    /// Attaches evidence that the server has stored by its digest.
    Evidence(Evidence),
    /// Writes down a deviation from the plan.
    Deviation(Deviation),
    /// Fills in a record that no other verb fills, such as `implementation`.
    Record(FillNamedRecord),

    /// The outcome of an attempt, from a runner.
    RecordOutcome(RecordOutcome),
    /// Records what follows now that time has passed: what is late, and what may begin.
    Settle,
}

impl Command {
    /// The verb's name, the same in every room.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Edit(_) => "edit",
            Self::Submit => "submit",
            Self::Assess(_) => "assess",
            Self::Review(_) => "review",
            Self::Approve(_) => "approve",
            Self::Reject(_) => "reject",
            Self::Defer(_) => "defer",
            Self::Abstain(_) => "abstain",
            Self::Condition(_) => "condition",
            Self::Schedule(_) => "schedule",
            Self::Hold(_) => "hold",
            Self::Release(_) => "release",
            Self::Tick(_) => "tick",
            Self::Start => "start",
            Self::RecordStep(_) => "record_step",
            Self::Pause(_) => "pause",
            Self::Resume => "resume",
            Self::Skip(_) => "skip",
            Self::Retry(_) => "retry",
            Self::Abort(_) => "abort",
            Self::BackOut(_) => "back_out",
            Self::Verify(_) => "verify",
            Self::Close(_) => "close",
            Self::Cancel(_) => "cancel",
            Self::Comment(_) => "comment",
            Self::Evidence(_) => "evidence",
            Self::Deviation(_) => "deviation",
            Self::Record(_) => "record",
            Self::RecordOutcome(_) => "record_outcome",
            Self::Settle => "settle",
        }
    }
}
