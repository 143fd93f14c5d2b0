//! Tests of the domain as its users see it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail"
)]

mod carried;
mod codes;
mod events;
mod invariants;
mod organization;
mod threats;
