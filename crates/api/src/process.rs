//! Processes as the server runs them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema::wire;

wire! {
    /// One row of the list of processes.
    pub struct ProcessSummary {
        /// Short name.
        pub name: String,
        /// Title.
        pub title: String,
        /// Digest of the file's bytes.
        pub digest: String,
        /// Models by id, with their titles.
        pub models: BTreeMap<String, String>,
    }

    /// One process.
    pub struct ProcessDetail {
        /// Short name.
        pub name: String,
        /// Title.
        pub title: String,
        /// Digest of the file's bytes.
        pub digest: String,
        /// The process as data.
        pub process: Value,
        /// The rules as sentences.
        pub text: String,
    }
}
