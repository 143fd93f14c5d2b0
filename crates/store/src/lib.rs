//! What is stored: events, the jobs that follow from them, the rows that people read, and the ledger over all of them.
//!
//! One append is one transaction, and [`Store::append`] returns when it is on disk. Everything is kept in one
//! directory, in an embedded SQLite database:
//!
//! | file | what it is |
//! |---|---|
//! | `placet.db` | everything below except the blobs |
//! | `ledger.key` | the key that signs checkpoints, and snapshots against edits in the database |
//! | `blobs/aa/<sha256>` | attachments, by the SHA-256 of their content |
//!
//! Everything that a second back end must also do is a test in `tests/it/contract`. The code that only SQLite needs is
//! under `sqlite`; no code outside it names a table.

mod append;
mod backup;
mod blobs;
mod cell;
mod entry;
mod error;
mod fsck;
mod jobs;
mod organization;
mod proof;
mod row;
mod sqlite;
mod text;
pub mod views;

pub use append::{
    Append, CommitHook, Committed, EVENTS_PER_APPEND_MAX, IdempotencyKey, NumberTaken, Receipt,
    StoredEvent,
};
pub use backup::{BackedUpFile, Backup, MANIFEST_FILE};
pub use blobs::BLOB_BYTES_MAX;
pub use entry::{EVENT_BYTES_MAX, ORGANIZATION};
pub use error::StoreError;
pub use fsck::{Derive, Derived, Difference};
pub use jobs::{Job, JobId, NewJob};
pub use organization::{
    Hook, Kept, OrganizationAppend, OrganizationReceipt, OrganizationRecorded, Session,
    StoredProcess, Token,
};
pub use proof::{Head, Tampered, Verified};
pub use sqlite::{PENDING_MAX, Stats, Store, migrate_dry_run, restore, verify};
