//! Changes by the time that they are planned for.

/// The most scheduled changes that one call gives.
pub const SCHEDULED_MAX: usize = 1_000;
