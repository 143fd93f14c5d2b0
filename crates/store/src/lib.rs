//! What is remembered: events, the jobs that follow from them, the rows that people read, and the ledger over all.
//!
//! One append is one transaction, and [`Store::append`] answers when it is on disk. Everything is kept in one
//! directory, in an embedded SQLite database:
//!
//! | file | what it is |
//! |---|---|
//! | `placet.db` | everything below but the blobs |
//! | `ledger.key` | the key that signs checkpoints, and snapshots against edits in the database |
//! | `blobs/aa/<sha256>` | attachments, by the SHA-256 of their content |
//!
//! Whatever a second back end must do as well is written down as a test in `tests/it/contract`. What only SQLite
//! needs is under `sqlite`; nothing outside of it names a table.

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
