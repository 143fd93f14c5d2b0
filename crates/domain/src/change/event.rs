//! What happens to a change. Events are a persisted contract: a variant's shape never changes once released.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::arguments::{Evidence, Outcome, Schedule};
use super::recorded::{Edited, Opened, ReviewDone};
use crate::approval::{Approval, Slot};
use crate::plan::Direction;
use crate::risk::{Raised, RiskAssessment};
use placet_language::digest::Digest;
use placet_language::ids::{FieldId, PersonId, StateId, StepId};
use placet_language::process::{BackOutKind, ClosureCode, Phase};
use placet_language::reason::Reason;

/// An event with when and by whom, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// When it was decided.
    pub at: Timestamp,
    /// Who caused it; none for the engine.
    pub by: Option<PersonId>,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Event {
    /// A change was recorded.
    ChangeOpened(Box<Opened>),
    /// Fields or the plan were replaced.
    ChangeEdited(Box<Edited>),
    /// It was handed in.
    ChangeSubmitted {
        /// Round of approval that begins, from 1.
        round: u32,
    },
    /// It was handed in, refused by the form, and stored as rejected.
    SubmissionRefused {
        /// Every reason.
        reasons: Vec<Reason>,
    },
    /// Risk was computed again, or a person set it.
    RiskAssessed {
        /// The result.
        risk: RiskAssessment,
        /// A level that a person raised to, kept over later computations.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raised: Option<Raised>,
    },
    /// What will be approved has changed; approvals for older digests no longer count.
    DigestChanged {
        /// The new digest.
        digest: Digest,
        /// Approvals and reviews that it voided.
        voided: u32,
    },
    /// It entered a state.
    StateEntered {
        /// The state.
        state: StateId,
        /// Its phase.
        phase: Phase,
    },
    /// A review was recorded.
    ReviewRecorded(Box<ReviewDone>),
    /// Approvals were asked for.
    ApprovalRequested {
        /// Everything that is needed.
        slots: Vec<Slot>,
    },
    /// A person answered.
    ApprovalGiven {
        /// The answer.
        approval: Approval,
        /// Conditions it sets.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        conditions: Vec<String>,
    },
    /// Everything needed before the start was given.
    ChangeAuthorized {
        /// For this digest.
        digest: Digest,
        /// By these.
        by: Vec<PersonId>,
    },
    /// Everything needed after implementation was given.
    ChangeRatified {
        /// By these.
        by: Vec<PersonId>,
    },
    /// Approvals before the start were not given in the time the process allows. Silence never approves: they are still
    /// needed.
    ApprovalsOverdue {
        /// Ids of the slots.
        slots: Vec<String>,
    },
    /// An approval after implementation is late or was refused.
    RatificationFailed {
        /// Late or refused.
        refused: bool,
        /// Whether the change counts as unauthorized.
        unauthorized: bool,
        /// Roles to notify.
        escalate_to: Vec<String>,
    },
    /// A condition was met.
    ConditionMet {
        /// Its number, from 1.
        number: u32,
        /// How.
        note: String,
    },
    /// It was planned for a time.
    ChangeScheduled {
        /// The time.
        schedule: Schedule,
        /// Whether it is part of what is approved: it is when approvals had not been given yet.
        bound: bool,
    },
    /// A person holds it.
    ChangeHeld {
        /// Why.
        reason: String,
    },
    /// The hold ended.
    ChangeReleased {
        /// Why.
        reason: String,
    },
    /// Tasks were done.
    TasksTicked {
        /// Of which checklist.
        checklist: String,
        /// Which.
        tasks: Vec<String>,
        /// A note.
        note: String,
    },
    /// Implementation began.
    ChangeStarted {
        /// Who carries it out.
        implementer: PersonId,
        /// For which digest.
        digest: Digest,
    },
    /// An attempt begins: durable before any effect.
    StepStarted {
        /// Which step.
        step: StepId,
        /// Which way.
        direction: Direction,
        /// Which attempt, from 1, counted for each direction.
        attempt: u32,
        /// Not before this instant: the pause between attempts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_before: Option<Timestamp>,
    },
    /// An attempt ended well.
    StepSucceeded {
        /// Which step.
        step: StepId,
        /// Which attempt.
        attempt: u32,
        /// What was there before.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        before: Value,
        /// Output, shortened.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        output: String,
        /// SHA-256 of the stored output.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output_sha256: Option<Digest>,
    },
    /// The last attempt failed.
    StepFailed {
        /// Which step.
        step: StepId,
        /// Which attempt.
        attempt: u32,
        /// Why.
        message: String,
        /// What was there before.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        before: Value,
        /// Output, shortened.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        output: String,
        /// SHA-256 of the stored output.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output_sha256: Option<Digest>,
    },
    /// A person reported a manual step as done; its check comes next.
    StepReported {
        /// Which step.
        step: StepId,
        /// Which attempt.
        attempt: u32,
        /// What they did.
        note: String,
    },
    /// An attempt was recorded as begun and never was.
    StepNotStarted {
        /// Which step.
        step: StepId,
        /// Which way.
        direction: Direction,
        /// Which attempt.
        attempt: u32,
    },
    /// Nobody knows what an attempt did.
    OutcomeUnknown {
        /// Which step.
        step: StepId,
        /// Which way.
        direction: Direction,
        /// Which attempt.
        attempt: u32,
        /// Why.
        message: String,
    },
    /// A person left a step out or took over its undo.
    StepSkipped {
        /// Which step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// A person ordered a further attempt of a step or an undo.
    StepOrdered {
        /// Which step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// An outcome came too late to count; kept as evidence.
    OutcomeIgnored {
        /// Which step.
        step: StepId,
        /// Which way.
        direction: Direction,
        /// Which attempt.
        attempt: u32,
        /// What it said.
        outcome: Outcome,
    },
    /// Forward steps are held back.
    RunPaused {
        /// Why.
        reason: String,
    },
    /// Forward steps go on.
    RunResumed,
    /// No step can go on and a person must decide.
    RunHalted {
        /// Why.
        reason: String,
    },
    /// Every step is done.
    RunFinished,
    /// Undoing begins.
    BackoutStarted {
        /// How.
        kind: BackOutKind,
        /// What set it off.
        trigger: String,
        /// The steps it undoes.
        scope: Vec<StepId>,
        /// Running steps that are killed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        kill: Vec<StepId>,
    },
    /// A step was undone.
    StepUndone {
        /// Which step.
        step: StepId,
        /// Which attempt.
        attempt: u32,
        /// Output, shortened.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        output: String,
    },
    /// An undo failed.
    UndoFailed {
        /// Which step.
        step: StepId,
        /// Which attempt.
        attempt: u32,
        /// Why.
        message: String,
        /// Output, shortened.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        output: String,
    },
    /// Nothing more can be undone without a person, who is paged.
    BackoutStuck {
        /// Why.
        reason: String,
    },
    /// A person declared the checks after the back-out done, because they cannot pass.
    ChecksSkipped {
        /// Why.
        reason: String,
    },
    /// Everything undone and checked.
    BackoutFinished,
    /// A record was filled in.
    RecordFilled {
        /// Which.
        record: String,
        /// Its values.
        fields: BTreeMap<FieldId, Value>,
    },
    /// It was verified.
    ChangeVerified,
    /// It was ended.
    ChangeClosed {
        /// How it ended.
        code: ClosureCode,
    },
    /// It was rejected.
    ChangeRejected {
        /// Why.
        reason: String,
    },
    /// The decision was put off.
    ChangeDeferred {
        /// Why.
        reason: String,
    },
    /// It was ended before implementation.
    ChangeCanceled {
        /// Why.
        reason: String,
    },
    /// A person commented.
    CommentAdded {
        /// Markdown.
        text: String,
    },
    /// Evidence was attached.
    EvidenceAttached {
        /// The evidence.
        evidence: Evidence,
    },
    /// A deviation was written down.
    DeviationRecorded {
        /// The step it concerns.
        step: Option<StepId>,
        /// What was different and why.
        text: String,
    },
    /// The rules denied a person something. It changes nothing else.
    CommandRefused {
        /// The verb they asked for.
        verb: String,
        /// The codes of the reasons, sorted.
        codes: Vec<String>,
    },
    /// Too many rounds of revision.
    RevisionsEscalated {
        /// How many.
        revisions: u32,
        /// Roles to notify.
        escalate_to: Vec<String>,
    },
}
