//! What every suite of `proof/` shares: where its randomness comes from, how much it does, and how it reports its work.
//!
//! | variable | meaning |
//! |---|---|
//! | `PLACET_PROOF_SEED` | repeats a run; otherwise a new seed is drawn and printed |
//! | `PLACET_PROOF_UNITS` | how many kills, cuts, seeds or requests; otherwise the number for a test run |
//! | `PLACET_PROOF_OUT` | a directory that gets `<suite>.json`, for the page "How Placet is tested" |

mod nasty;
mod report;
mod rng;
mod settings;

pub use nasty::nasty;
pub use report::{Report, grouped};
pub use rng::Rng;
pub use settings::Settings;
