//! Everything that knows SQLite: one connection that writes, some that read.

mod append;
mod backup;
mod batch;
mod change_row;
mod checkpoints;
mod directories;
mod events;
mod export;
mod fsck;
mod fsck_organization;
mod hooks;
mod jobs;
mod key_file;
mod ledger;
mod migrations;
mod numbers;
mod organization;
mod readers;
mod restore;
mod rows;
mod search;
mod sessions;
mod snapshots;
mod store;
mod targets;
mod tokens;
mod value;
mod verify;
mod views;
mod waiting;
mod writer;

pub use migrations::migrate_dry_run;
pub use restore::restore;
pub use store::Store;
pub use verify::verify;
pub use writer::{PENDING_MAX, Stats};
