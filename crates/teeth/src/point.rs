//! The points at which a process can be made to die.

macro_rules! points {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)*) => {
        /// A point at which the process can be made to die.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point { $($(#[doc = $doc])+ $name,)* }

        impl Point {
            /// Every point.
            pub const ALL: &[Point] = &[$(Point::$name,)*];

            /// Returns its name in `PLACET_TEETH`.
            pub const fn name(self) -> &'static str {
                match self { $(Point::$name => $word,)* }
            }
        }
    };
}

points! {
    /// A command has arrived; nothing is decided yet.
    BeforeDecide = "before_decide",
    /// A decision is made; nothing is stored yet.
    BeforeAppend = "before_append",
    /// The decision is stored; neither the cache nor the queue knows about it.
    AfterAppend = "after_append",
    /// The queue knows the jobs; no caller has an answer yet.
    AfterQueue = "after_queue",
    /// A worker took a job; nothing of it has begun.
    WorkerTook = "worker_took",
    /// The outcome of a job is known, but not recorded.
    OutcomeKnown = "outcome_known",
    /// The outcome of a job is recorded; the worker has not taken the next job.
    OutcomeRecorded = "outcome_recorded",
    /// A start is about to mark the directory of the runs as complete.
    BeforeHere = "before_here",
    /// The mark is written.
    AfterHere = "after_here",

    /// A transaction is open; nothing is written in it.
    TransactionBegun = "transaction_begun",
    /// Everything is in the transaction.
    BeforeCommit = "before_commit",
    /// The transaction is committed; no caller has an answer yet.
    AfterCommit = "after_commit",
    /// Every waiting caller was answered; the listeners were not notified.
    AfterAnswers = "after_answers",
    /// The ledger is about to be signed.
    BeforeSigning = "before_signing",
    /// The checkpoint is in the transaction.
    AfterSigning = "after_signing",
    /// A snapshot is in the transaction.
    SnapshotKept = "snapshot_kept",
    /// A blob is written under another name.
    BlobWritten = "blob_written",
    /// A blob has its name; its directory is not synced.
    BlobNamed = "blob_named",

    /// An attempt has its directory; no shim was started for it.
    BeforeShim = "before_shim",
    /// A shim was started but has no secrets yet.
    ShimLaunched = "shim_launched",
    /// An in-process action is about to have its effect; its intent is durable.
    BeforeEffect = "before_effect",
    /// An in-process action had its effect; its outcome is not written.
    AfterEffect = "after_effect",
    /// A file of an attempt is written under another name.
    FileWritten = "file_written",
    /// A file of an attempt has its name; its directory is not synced.
    FileNamed = "file_named",

    /// A shim has its lock; no record says that it began.
    ShimLocked = "shim_locked",
    /// The shim's record is durable; its command was not started.
    ShimBegun = "shim_begun",
    /// The shim's command runs.
    ShimSpawned = "shim_spawned",
    /// The shim's command has ended; its outcome is not written.
    ShimEnded = "shim_ended",
    /// The shim's outcome is written under another name.
    ShimFileWritten = "shim_file_written",
    /// The shim's outcome has its name; its directory is not synced.
    ShimFileNamed = "shim_file_named",

    /// A new directory has the ledger's key but no database.
    KeyWritten = "key_written",
    /// A new directory has an empty database.
    DatabaseMade = "database_made",
    /// The schema is in the transaction.
    SchemaApplied = "schema_applied",
    /// A process is installed, but its people are not.
    ProcessInstalled = "process_installed",
    /// A backup has its database and nothing else.
    BackupDatabase = "backup_database",
    /// A backup has everything but its manifest.
    BackupFiles = "backup_files",
    /// A restored directory has its files; nothing is verified.
    RestoreCopied = "restore_copied",
    /// A restored directory is verified.
    RestoreVerified = "restore_verified",
}

impl Point {
    /// Tells whether the shim of a command dies here, not the server.
    pub fn is_of_shim(self) -> bool {
        self.name().starts_with("shim_") && self != Point::ShimLaunched
    }
}
