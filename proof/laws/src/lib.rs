//! The laws of a change's history, checked by a second, slower reading of its events.
//!
//! They are I1, I2, I3, I4, I5, I6, I7, I8 and I11 of the reliability page. The checker trusts no state of `decide`: it
//! follows the events itself, and uses the domain only for the digest and the fold. The tests of the domain check every
//! history of a scenario with it, and `proof/oracle` every history of a store.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "it is part of tests, which may fail and say what they saw"
)]

mod laws;
mod seen;

pub use laws::broken;
