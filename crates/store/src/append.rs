//! What an append carries, and what it returns.

use std::sync::Arc;

use placet_domain::change::{Change, Recorded, Waiting};
use placet_domain::digest::Digest;
use placet_domain::organization::AsOf;
use placet_domain::{ChangeId, ChangeNumber, PersonId};
use serde::{Deserialize, Serialize};

use crate::jobs::{JobId, NewJob};

/// The most events that one append may carry.
pub const EVENTS_PER_APPEND_MAX: usize = 1_000;

/// The result of one decision: all of it becomes durable, or none.
#[derive(Debug, Clone)]
pub struct Append {
    /// The change.
    pub change: ChangeId,
    /// Its version at the decision: the number of its events, 0 for a new change.
    pub expected: u64,
    /// The streams of the organization that the decision was based on; empty for a decision that needed none.
    pub as_of: AsOf,
    /// What happened: at least one event.
    pub events: Vec<Recorded>,
    /// The change after these events. The rows that people read are made from it.
    pub after: Arc<Change>,
    /// The sequence number that a new change takes.
    pub number: Option<NumberTaken>,
    /// Jobs that follow.
    pub jobs: Vec<NewJob>,
    /// Jobs that this append ends. A job that has already ended is skipped without an error.
    pub finished_jobs: Vec<JobId>,
    /// Makes the append happen only once, even if it is requested again.
    pub key: Option<IdempotencyKey>,
    /// Everything that the change waits for now. It replaces what the change waited for before.
    pub waiting: Vec<Waiting>,
    /// Every target that the change holds now. It replaces the targets that it held before.
    pub targets: Vec<String>,
}

/// A sequence number taken from a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberTaken {
    /// The series, such as `CR-2026-`.
    pub prefix: String,
    /// The number. The next one follows the highest number taken.
    pub sequence: u64,
}

/// Identifies a request, so that a repetition is recognized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key that the client chose.
    pub key: String,
    /// The person who used the key.
    pub person: PersonId,
    /// Digest of the request. The same key with another request is refused.
    pub request: Digest,
}

/// Says where an append went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The change.
    pub change: ChangeId,
    /// Its version now.
    pub version: u64,
    /// The place of its last event in the ledger, from 0.
    pub position: u64,
    /// Its number.
    pub number: ChangeNumber,
    /// Ids of the new jobs, in the given order.
    pub jobs: Vec<JobId>,
    /// Whether the append had already happened under the same idempotency key, so that nothing was written now.
    pub replayed: bool,
}

/// Tells listeners what became durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The place of the last event in the ledger, from 0.
    pub position: u64,
    /// The change; none for an event of the organization.
    pub change: Option<ChangeId>,
    /// Its number; empty for an event of the organization.
    pub number: ChangeNumber,
    /// The version of the stream now.
    pub version: u64,
    /// Names of the events, in order.
    pub events: Vec<String>,
}

/// A function that is called with what became durable.
pub type CommitHook = Box<dyn Fn(&[Committed]) + Send + Sync>;

/// An event of a change, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// The change.
    pub change: ChangeId,
    /// Its place in the change, from 1.
    pub version: u64,
    /// Its place in the ledger, from 0.
    pub position: u64,
    /// The event.
    pub recorded: Recorded,
}
