//! The bugs that can be planted.

macro_rules! bugs {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)*) => {
        /// A bug that can be planted. A suite must find each one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Bug { $($(#[doc = $doc])+ $name,)* }

        impl Bug {
            /// Every bug.
            pub const ALL: &[Bug] = &[$(Bug::$name,)*];

            /// Returns its name in `PLACET_TEETH`.
            pub const fn name(self) -> &'static str {
                match self { $(Bug::$name => $word,)* }
            }
        }
    };
}

bugs! {
    /// One person's approval fills two places of a quorum.
    ApprovalCountedTwice = "approval_counted_twice",
    /// The author of the plan may approve it.
    AuthorApproves = "author_approves",
    /// A contributor approves through a second account or through their agent's owner.
    SecondAccountApproves = "second_account_approves",
    /// An agent's approval counts.
    AgentApproves = "agent_approves",
    /// A deputy may answer while only the person before them has been asked.
    SuccessionOpensEarly = "succession_opens_early",
    /// A delegation counts after its end.
    DelegationAfterItsEnd = "delegation_after_its_end",
    /// A share of a quorum is rounded down.
    PercentRoundedDown = "percent_rounded_down",
    /// Half of a board's seats counts as a majority.
    HalfIsAMajority = "half_is_a_majority",
    /// Approvals remain valid after the approved content is edited.
    VotesSurviveEdit = "votes_survive_edit",
    /// Approvals that an edit voided count again when the edit is reverted.
    VoidedVotesRevive = "voided_votes_revive",
    /// What runs is not compared with what was authorized.
    DigestNotChecked = "digest_not_checked",
    /// A step begins without a new check of whether the change may run.
    AuthorizedOnceOnly = "authorized_once_only",
    /// The rules do not check whether another running change holds a target.
    ClaimIgnored = "claim_ignored",
    /// A held change continues.
    HoldIgnored = "hold_ignored",
    /// A verb works on a change that has ended.
    EndedGoesOn = "ended_goes_on",
    /// A step that failed half-way is left out of the back-out.
    HalfDoneNotUndone = "half_done_not_undone",
    /// A second attempt overwrites the recorded state from before the first.
    BeforeOverwritten = "before_overwritten",
    /// The outcome of an old attempt is mistaken for that of the attempt in flight.
    OldOutcomeTaken = "old_outcome_taken",
    /// A forward step is retried after the back-out began.
    ForwardAfterBackOut = "forward_after_back_out",
    /// A step that is not idempotent is repeated when its outcome is unknown.
    UnknownRepeated = "unknown_repeated",
    /// The change counts as backed out although the checks afterwards failed.
    FailedCheckIgnored = "failed_check_ignored",
    /// A step begins while a step that it waits for is still running.
    DependencyNotEnded = "dependency_not_ended",
    /// An undo that failed counts as done.
    FailedUndoCountsAsDone = "failed_undo_counts_as_done",
    /// Steps are undone in the order in which they were done.
    UndoInPlanOrder = "undo_in_plan_order",
    /// An append is not refused when the change has moved on.
    VersionNotChecked = "version_not_checked",
    /// A job is only in memory, so a restart loses it.
    JobNotStored = "job_not_stored",
    /// The receipt of an idempotency key is not stored.
    KeyNotStored = "key_not_stored",
    /// The store allows two changes to hold one target.
    ClaimNotStored = "claim_not_stored",
    /// An append is acknowledged before it is committed.
    AcknowledgedBeforeCommit = "acknowledged_before_commit",
    /// The head of the ledger is not stored with its leaves.
    FrontierNotStored = "frontier_not_stored",
    /// The ledger gets a hash that is not that of its event.
    LeafOfAnotherEvent = "leaf_of_another_event",
    /// A checkpoint reports the new size with the root of the last batch.
    CheckpointOfTheLastBatch = "checkpoint_of_the_last_batch",
    /// A snapshot claims an older version than it contains.
    SnapshotOfAnotherVersion = "snapshot_of_another_version",
    /// The row that people read is written once and never updated.
    RowNotUpdated = "row_not_updated",
    /// A start does not take up the jobs that were left.
    PendingForgotten = "pending_forgotten",
    /// A restored backup carries out attempts that began elsewhere.
    RestoredAttemptRepeated = "restored_attempt_repeated",
    /// A half-done action that is not idempotent is repeated after a crash.
    HalfDoneRepeated = "half_done_repeated",
    /// A start mistakes a command that is still running for a lost one.
    RunningShimForgotten = "running_shim_forgotten",
    /// The server does not wait for the processes that a killed shim left behind, and trusts a probe while they run.
    OrphansForgotten = "orphans_forgotten",
    /// A secret is redacted in plain form, but shown in base64.
    EncodedSecretShown = "encoded_secret_shown",
    /// Nothing is removed from output.
    SecretNotRedacted = "secret_not_redacted",
    /// A token counts after it has expired.
    ExpiredTokenCounts = "expired_token_counts",
    /// A change is shown to people of other organizations.
    OtherTeamReads = "other_team_reads",
    /// A process that left its process group survives its command.
    EscapeesSurvive = "escapees_survive",
    /// A commit is acknowledged before it is synced.
    SynchronousNormal = "synchronous_normal",
    /// A commit that failed is acknowledged anyway.
    FailedCommitAcknowledged = "failed_commit_acknowledged",
}
