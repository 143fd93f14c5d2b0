//! What differs between installations.

use jiff::Timestamp;

/// What a file says, as far as it can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Whether it reports success; none for a file that is not read.
    pub passed: Option<bool>,
    /// A sentence, such as `12 tests, 0 failed`.
    pub summary: String,
}

/// Reads a file that comes in as evidence, given its kind, name and bytes. The caller sees the error.
pub type EvidenceReader = fn(kind: &str, name: &str, bytes: &[u8]) -> Result<Reading, String>;

/// Finds the secret that a reference such as `env:NAME` or `file:PATH` names. The error never holds the secret.
pub type SecretReader = fn(reference: &str) -> Result<String, String>;

/// What differs between installations.
#[derive(Clone)]
pub struct Settings {
    /// Browsers reach the server by https, here or at a proxy in front: cookies are marked for it.
    pub https: bool,
    /// `/metrics` needs no token, for a server whose address only the monitoring can reach.
    pub open_metrics: bool,
    /// The clock by which sessions and tokens end.
    pub clock: fn() -> Timestamp,
    /// Reads JUnit reports and the like.
    pub evidence_reader: EvidenceReader,
    /// Reads the secrets of hooks.
    pub secret_reader: SecretReader,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            https: false,
            open_metrics: false,
            clock: Timestamp::now,
            evidence_reader: |_, _, _| Ok(Reading::default()),
            secret_reader: |reference| Err(format!("nothing here reads `{reference}`")),
        }
    }
}
