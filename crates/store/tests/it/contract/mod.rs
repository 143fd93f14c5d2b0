//! The promises, one per file.

pub(crate) mod acknowledged;
pub(crate) mod blobs;
pub(crate) mod commit_hooks;
pub(crate) mod concurrency;
pub(crate) mod fsck;
pub(crate) mod groups;
pub(crate) mod idempotency;
pub(crate) mod inbox;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod numbers;
pub(crate) mod organization;
pub(crate) mod paging;
pub(crate) mod search;
pub(crate) mod snapshots;
pub(crate) mod targets;
pub(crate) mod versions;
pub(crate) mod views;
