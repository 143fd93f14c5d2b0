//! What is wrong with a file, where, and what to do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::Path;

/// Most problems that are reported of one file; people would not read the rest.
pub const PROBLEMS_MAX: usize = 200;

/// One thing that is wrong. Lines and columns count from 1, columns in characters.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error,
)]
pub struct Problem {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
    /// The place in the file's own words, such as `approvals.rules[2].need`; empty for the text itself.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// The remedy; may be empty.
    pub hint: String,
}

impl Problem {
    /// Builds a problem from its place, message and remedy.
    pub fn new(
        (line, column): (usize, usize),
        path: &Path,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            line,
            column,
            path: path.to_string(),
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if !self.hint.is_empty() {
            write!(f, ": {}", self.hint)?;
        }
        Ok(())
    }
}

/// Puts problems into the file's order, without repetitions, at most [`PROBLEMS_MAX`] of them.
pub(crate) fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort();
    problems.dedup();
    problems.truncate(PROBLEMS_MAX);
    problems
}
