//! Who must approve, who may, and whether what was given is enough.

mod answerable;
mod ballot;
mod board;
mod electors;
mod eligibility;
mod matching;
mod policy;
mod required;
mod slot;
mod tally;
mod voice;
mod who;

pub use ballot::Ballot;
pub use electors::Electors;
pub use required::{Subject, required};
pub use slot::*;
pub use tally::Tally;
pub use who::vote_not_available;

#[cfg(test)]
mod properties;
