//! Who must approve, who may, and whether what was given is enough.

mod eligibility;
mod required;
mod slot;
mod tally;

pub use eligibility::{excluded, may_answer};
pub use required::required;
pub use slot::*;
pub use tally::{Tally, missing_reasons, tally, who_can};
