//! Captured output: cleaned, redacted, and cut to its head and tail.

mod capped;
mod live;

pub(crate) use capped::Capped;
pub(crate) use live::{Follower, publish};

use sha2::{Digest as _, Sha256};

use crate::clean::Clean;
use crate::secret::Redactor;

/// Takes bytes and returns text fit for an event: UTF-8, without control characters or secrets, and of limited length.
pub(crate) struct Capture {
    clean: Clean,
    redactor: Redactor,
    /// The text that is kept.
    pub(crate) kept: Capped,
    sha256: Sha256,
}

impl Capture {
    pub(crate) fn new(redactor: Redactor) -> Self {
        Self {
            clean: Clean::default(),
            redactor,
            kept: Capped::default(),
            sha256: Sha256::new(),
        }
    }

    /// Takes more bytes. The order matters: escapes are removed first, so that they cannot hide a secret.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let text = self.clean.push(bytes);
        let text = self.redactor.push(&text);
        self.keep(&text);
    }

    /// Adds what was held back, at the end.
    pub(crate) fn finish(&mut self) {
        let text = self.clean.finish();
        let mut text = self.redactor.push(&text);
        text.push_str(&self.redactor.finish());
        self.keep(&text);
    }

    /// Returns the SHA-256 of the whole redacted output, in hexadecimal digits.
    pub(crate) fn sha256(&self) -> String {
        let digest = self.sha256.clone().finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn keep(&mut self, text: &str) {
        self.sha256.update(text.as_bytes());
        self.kept.push(text);
    }
}
