//! The laws of a change's history, checked by a second, slower reading of its events.
//!
//! I1, I2, I3, I4, I5, I6, I7, I8 and I11 of the reliability page. The checker trusts nothing that `decide` keeps: it
//! follows the events itself and asks the domain only for the digest and the fold. The tests of the domain hold every
//! history of a scenario against it, and `proof/oracle` every history of a store.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "it is part of tests, which may fail and say what they saw"
)]

mod laws;
mod seen;

pub use laws::broken;
