//! How many changes are in which state.

use std::collections::BTreeMap;

use placet_domain::StateId;

/// How many changes are in which state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// All changes.
    pub all: u64,
    /// Those that have not ended.
    pub open: u64,
    /// Those that a person put on hold.
    pub held: u64,
    /// Those that count as unauthorized.
    pub unauthorized: u64,
    /// Those with an approval afterwards that is late or was refused.
    pub unsettled: u64,
    /// By phase, in the stored words, such as `implement`.
    pub phases: BTreeMap<String, u64>,
    /// By state.
    pub states: BTreeMap<StateId, u64>,
}
