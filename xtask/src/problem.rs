//! What a check finds.

use std::fmt;

/// Something that breaks a house rule, and how to fix it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    pub(crate) path: String,
    line: usize,
    what: String,
    remedy: String,
}

impl Problem {
    pub(crate) fn new(
        path: impl Into<String>,
        line: usize,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Problem {
        Problem {
            path: path.into(),
            line,
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem {
            path,
            line,
            what,
            remedy,
        } = self;
        write!(f, "{path}:{line}: {what}: {remedy}")
    }
}
