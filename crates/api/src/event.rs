//! Events, and the receipts of verbs.

use serde_json::Value;

use crate::schema::wire;

wire! {
    /// The receipt of a verb.
    pub struct Receipt {
        /// Inner identity of the change.
        pub change: String,
        /// Its number.
        pub number: String,
        /// Version of the change after the verb; send it as `If-Match`.
        pub version: u64,
        /// Ledger position of the last event.
        pub position: u64,
        /// Whether an earlier call with the same `Idempotency-Key` did it.
        pub replayed: bool,
    }

    /// One event of a change, as it is stored.
    pub struct EventRow {
        /// Place in the ledger.
        pub position: u64,
        /// The change.
        pub change: String,
        /// Its number.
        pub number: String,
        /// Place in the change, from 1.
        pub version: u64,
        /// When, RFC 3339.
        pub at: String,
        /// Who; none for the server itself.
        pub by: Option<String>,
        /// Name of the event.
        pub name: String,
        /// The event.
        pub event: Value,
    }

    /// One line of a change's timeline, in words.
    pub struct TimelineEntry {
        /// Place in the ledger.
        pub position: u64,
        /// When, RFC 3339.
        pub at: String,
        /// Who; none for the server itself.
        pub by: Option<String>,
        /// Name of the event.
        pub name: String,
        /// What happened, in a sentence.
        pub text: String,
    }

    /// A piece of live output of a running step.
    pub struct OutputLine {
        /// The change.
        pub change: String,
        /// The step.
        pub step: String,
        /// Redacted text.
        pub text: String,
    }

    /// The receipt of an upload of evidence.
    pub struct EvidenceReceipt {
        /// The verb's receipt.
        pub receipt: Receipt,
        /// SHA-256 of the stored bytes.
        pub sha256: String,
        /// Size in bytes.
        pub bytes: u64,
        /// What it says, as read by the server.
        pub passed: Option<bool>,
        /// A sentence, such as `12 tests, 0 failed`.
        pub summary: String,
    }
}
