//! Conditions in CEL, the Common Expression Language.

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// A CEL expression that answers true or false. Compiled once, when first used.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Condition {
    source: String,
    program: OnceLock<Result<std::sync::Arc<cel::Program>, String>>,
}

impl From<String> for Condition {
    fn from(source: String) -> Self {
        Self { source, program: OnceLock::new() }
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> String {
        condition.source
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({:?})", self.source)
    }
}
