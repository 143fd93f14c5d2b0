//! The executor's harness: every kind of action succeeds, fails, runs out of time, is called off, is begun twice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod arguments;
mod commands;
mod ending;
mod evidence;
mod files;
mod http;
mod install;
mod restart;
mod secrets;
mod support;
