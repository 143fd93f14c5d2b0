//! Changes by their planned time.

/// The most scheduled changes that one call returns.
pub const SCHEDULED_MAX: usize = 1_000;
