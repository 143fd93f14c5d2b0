//! Who must approve, who may, and whether what was given is enough.

mod board;
mod capacity;
mod eligibility;
mod matching;
mod policy;
mod required;
mod slot;
mod tally;
mod who;

pub use capacity::{capacities, holders};
pub use eligibility::{checklist_for, excluded, may_answer};
pub use required::required;
pub use slot::*;
pub use tally::{Tally, tally};
pub use who::{missing_reasons, who_can, who_could};

#[cfg(test)]
mod eligibility_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod required_tests;
#[cfg(test)]
mod tally_tests;
