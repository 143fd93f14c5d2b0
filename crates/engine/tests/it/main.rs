//! The engine on a real store, with a runner and a clock of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod deadlines;
mod denials;
mod harness;
mod house;
mod life;
mod recovery;
mod threats;
