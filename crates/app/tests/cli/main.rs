//! Conversations with the real program: what is typed, what it says, and the exit code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod backup;
mod connection;
#[cfg(feature = "demo")]
mod demo;
mod golden;
mod hook;
mod house;
mod init;
mod json;
mod ledger;
mod life;
mod people;
mod process;
mod refusals;
mod requests;
mod rollback;
mod serve;
mod t15_canary;
mod verifier;
mod watch;
