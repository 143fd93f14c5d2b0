//! A judge's finding.

use std::fmt;

/// A violation of an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The invariant, such as `I3`.
    pub law: &'static str,
    pub what: String,
}

impl Violation {
    pub fn new(law: &'static str, what: impl Into<String>) -> Self {
        Self {
            law,
            what: what.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.what)
    }
}
