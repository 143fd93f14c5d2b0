//! The requirement ids that rules carry.

/// Requirement ids that a rule carries, such as `004.T1`.
pub type Requirements = Vec<String>;
