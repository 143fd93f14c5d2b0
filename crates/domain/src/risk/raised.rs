//! A level that a person raised a change to.

use serde::{Deserialize, Serialize};

use placet_language::ids::PersonId;

/// A risk level that a person raised a change to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The level.
    pub level: String,
    /// Why the person raised it.
    pub reason: String,
    /// Who raised it.
    pub by: PersonId,
}
