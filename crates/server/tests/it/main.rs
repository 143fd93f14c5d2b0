//! Conversations with the router: one call, one answer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail"
)]

mod approvals;
mod authorization;
mod bodies;
mod connections;
mod evidence;
mod golden;
mod house;
mod ledger;
mod pages;
mod planted;
mod reads;
mod sessions;
mod socket;
mod streams;
mod t17_hooks;
mod t17_message;
mod threats;
mod tokens;
mod versions;
mod wire;
